using Microsoft.ML;

namespace VitMlNet;

/// <summary>Classifies photographs or makes features of them; made by <see cref="VitCatalog.VitClassifyImage"/> and <see cref="VitCatalog.VitFeaturizeImage"/>.</summary>
/// <remarks>There is nothing to learn: fitting loads the model's weights.</remarks>
public sealed class VitImageEstimator : IEstimator<VitImageTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly ScoringPlan _plan;

    internal VitImageEstimator(TransformsCatalog catalog, ScoringPlan plan)
    {
        _catalog = catalog;
        _plan = plan;
    }

    /// <summary>Loads the model.</summary>
    /// <param name="input">Data with the image column; no row of it is read.</param>
    /// <returns>The transformer, which is to be disposed when it is no longer used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the name given, or it holds no images.</exception>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    public VitImageTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new VitImageTransformer(_catalog, _plan, input.Schema);
    }

    /// <summary>The shapes of the columns that come out where the given ones go in; the model's weights are not loaded.</summary>
    /// <param name="inputSchema">The shapes of the columns that go in.</param>
    /// <returns>The shapes of the columns that come out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the name given, or it holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RowChain.CreateOutline(_catalog, _plan, new InputColumns(inputSchema)).GetOutputSchema(inputSchema);
    }
}
