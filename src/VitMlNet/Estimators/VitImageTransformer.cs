using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Classifies photographs or makes features of them: what a <see cref="VitImageEstimator"/> becomes when it is fitted.</summary>
/// <remarks>
/// <para>Data views are scored in batches, read ahead while the model runs; prediction engines score one row at a time.</para>
/// <para>
/// It holds the model's weights until it is disposed, together with all transformers of the process that have the same model file and
/// equal <see cref="VitSessionOptions"/>. It may be used by many threads at once.
/// </para>
/// <para>
/// Saved with <c>Model.Save</c>, it comes back from <c>Model.Load</c> as a chain of ML.NET's own transformers that gives the same results,
/// a row at a time.
/// </para>
/// </remarks>
public sealed class VitImageTransformer : ITransformer, IUsesModel, IDisposable
{
    private readonly TransformsCatalog _catalog;
    private readonly DataViewSchema _fittedSchema;
    private readonly ModelScorer _scorer;
    private readonly Lock _saving = new();

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The cache cannot be opened.</exception>
    internal VitImageTransformer(TransformsCatalog catalog, ScoringPlan plan, DataViewSchema inputSchema)
    {
        CheckInput(inputSchema, plan);
        _catalog = catalog;
        _fittedSchema = inputSchema;
        FeatureTable? known = plan.Cache?.OpenTable(CacheKey.Create(plan));
        _scorer = new ModelScorer(plan, SharedSession.Acquire(plan.Model, plan.Options.Session), known);
    }

    /// <summary>The model that scores the photographs.</summary>
    public VitModel Model => Plan.Model;

    internal ScoringPlan Plan => _scorer.Plan;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns that come out where the given ones go in.</summary>
    /// <param name="inputSchema">The columns that go in.</param>
    /// <returns>The columns that come out.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema, Plan);
        return new ScoredColumns(Plan, inputSchema).Schema;
    }

    /// <summary>Adds the output columns to the data, lazily: photographs are read and scored, a batch at a time, when rows are asked for.</summary>
    /// <param name="input">The data with the image column.</param>
    /// <returns>The data with the output columns.</returns>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckInput(input.Schema, Plan);
        return new BatchedDataView(input, _scorer);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema, Plan);
        return new RowMapper(inputSchema, _scorer);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        lock (_saving)
        {
            using FittedChain chain = RowChain.Create(_catalog, Plan, new InputColumns(_fittedSchema)).Fit(new EmptyData(_fittedSchema));
            chain.Save(ctx);
        }
    }

    /// <summary>
    /// Lets go of the model: its weights are freed when no other transformer uses them. The transformer and its engines cannot be used any
    /// more; rows that are being read are read to their end.
    /// </summary>
    public void Dispose() => _scorer.Dispose();

    /// <exception cref="ArgumentOutOfRangeException">There is no image column of the plan's name, or it holds no images.</exception>
    private static void CheckInput(DataViewSchema schema, ScoringPlan plan) => new InputColumns(schema).FindSource(plan.InputColumn);
}
