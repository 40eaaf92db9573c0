using Microsoft.ML;

namespace VitMlNet;

/// <summary>
/// Classifies photographs or computes their features; created by <see cref="VitCatalog.VitClassifyImage"/> and <see
/// cref="VitCatalog.VitFeaturizeImage"/>.
/// </summary>
/// <remarks>There is nothing to learn: fitting loads the model's weights.</remarks>
public sealed class VitImageEstimator : IEstimator<VitImageTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly ScoringPlan _plan;

    internal VitImageEstimator(TransformsCatalog catalog, ScoringPlan plan) => (_catalog, _plan) = (catalog, plan);

    /// <summary>Loads the model.</summary>
    /// <param name="input">Data with the image column; none of its rows is read.</param>
    /// <returns>The transformer, which is to be disposed when it is no longer used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the given name, or it holds no images.</exception>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    public VitImageTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        new InputColumns(input.Schema).FindSource(_plan.InputColumn);
        return new VitImageTransformer(_catalog, _plan, input.Schema);
    }

    /// <summary>Computes the shapes of the columns that come out; the model's weights are not loaded.</summary>
    /// <param name="inputSchema">The shapes of the columns that come in.</param>
    /// <returns>The shapes of the columns that come out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the given name, or it holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new InputColumns(inputSchema).FindSource(_plan.InputColumn);
        return SchemaOutline.Add(_catalog, inputSchema, PlanColumns.Describe(_plan));
    }
}
