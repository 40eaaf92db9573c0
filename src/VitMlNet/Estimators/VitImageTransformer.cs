using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Classifies photographs or computes their features: a fitted <see cref="VitImageEstimator"/>.</summary>
/// <remarks>
/// <para>Data views are scored in batches, read ahead while the model runs; prediction engines score one row at a time.</para>
/// <para>
/// The model's weights stay in memory until it is disposed; all transformers and predictors of the process with the same model and
/// equal <see cref="VitSessionOptions"/> share them. It may be used by many threads at once; ML.NET's prediction engines may not.
/// </para>
/// <para>
/// Saved with <c>SaveVit</c>, it comes back from <c>LoadVit</c> as it is. Saved with <c>Model.Save</c>, it comes back from
/// <c>Model.Load</c> as a chain of ML.NET's own transformers with the same scores, which scores one row at a time.
/// </para>
/// </remarks>
public sealed class VitImageTransformer : ITransformer, IDisposable
{
    private readonly TransformsCatalog _catalog;

    /// <param name="catalog">Where ML.NET's own estimators come from, when it is saved.</param>
    /// <param name="plan">What it adds to its rows.</param>
    /// <param name="inputSchema">The columns that it was fitted to, which ML.NET's own loader expects.</param>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The cache cannot be opened.</exception>
    internal VitImageTransformer(TransformsCatalog catalog, ScoringPlan plan, DataViewSchema inputSchema)
    {
        (_catalog, Plan, InputSchema) = (catalog, plan, inputSchema);
        Predictor = new VitPredictor(plan.Model, plan.Options);
    }

    /// <summary>The model that scores the photographs.</summary>
    public VitModel Model => Plan.Model;

    /// <summary>What scores the photographs: it can be used beside the transformer, and is disposed with it.</summary>
    public VitPredictor Predictor { get; }

    internal ScoringPlan Plan { get; }

    /// <summary>The columns that it was fitted to.</summary>
    internal DataViewSchema InputSchema { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Computes the columns that come out.</summary>
    /// <param name="inputSchema">The columns that come in.</param>
    /// <returns>The columns that come out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the given name, or it holds no images.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema);
        return new ScoredColumns(Plan, inputSchema).Schema;
    }

    /// <summary>Adds the output columns to the data, lazily: photographs are read and scored, a batch at a time, when rows are read.</summary>
    /// <param name="input">The data with the image column: paths, encoded files or <see cref="MLImage"/>, whatever it was fitted to.</param>
    /// <returns>The data with the output columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the given name, or it holds no images.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckInput(input.Schema);
        OnnxConversion.Refuse();
        return new BatchedDataView(input, Plan, Predictor, _catalog);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema);
        return new RowMapper(inputSchema, Plan, Predictor);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        SavedWeights.CheckSupported(Model);
        SavedWeights.CheckErrorHandling(Plan);
        SavedWeights.CheckForm(Plan);
        SavedChain.Save(_catalog, Plan, InputSchema, ctx);
    }

    /// <summary>
    /// Releases the model: its weights leave memory when nothing else uses them. The transformer and its engines cannot be used any
    /// more; cursors that are open can be read to their end.
    /// </summary>
    public void Dispose() => Predictor.Dispose();

    /// <summary>The columns that it adds, and the model.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        $"{(Plan.IsClassification ? "VitClassifyImage" : "VitFeaturizeImage")} ({string.Join(", ", Plan.OutputColumns)}) "
        + $"with {Model}";

    private void CheckInput(DataViewSchema schema) => new InputColumns(schema).FindSource(Plan.InputColumn);
}
