using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Persistence;
using VitMlNet.Scoring;

namespace VitMlNet;

/// <summary>Classifies photographs or makes features of them: what <see cref="VitClassificationEstimator"/> and <see cref="VitFeaturizationEstimator"/> become when fitted.</summary>
/// <remarks>
/// It holds the model's weights until it is disposed, as every pipeline does that it is part of. It may be used by many threads at once.
/// Saved with <c>Model.Save</c>, it comes back from <c>Model.Load</c> as a chain of ML.NET's own transformers that gives the same results.
/// </remarks>
public sealed class VitImageTransformer : ITransformer, IUsesModel, IDisposable
{
    private readonly FittedChain _rows;

    internal VitImageTransformer(ScoringPlan plan, FittedChain rows)
    {
        Plan = plan;
        _rows = rows;
    }

    /// <summary>The model that scores the photographs.</summary>
    public VitModel Model => Plan.Model;

    internal ScoringPlan Plan { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns that come out where the given ones go in.</summary>
    /// <param name="inputSchema">The columns that go in.</param>
    /// <returns>The columns that come out.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _rows.Transformer.GetOutputSchema(inputSchema);

    /// <summary>Adds the output columns to the data, lazily: rows are scored when they are asked for.</summary>
    /// <param name="input">The data with the image column.</param>
    /// <returns>The data with the output columns.</returns>
    public IDataView Transform(IDataView input) => new RowView(_rows.Transformer.Transform(input));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _rows.Transformer.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _rows.Save(ctx);

    /// <summary>Frees the model's weights; the transformer cannot be used any more, nor can the engines that were made from it.</summary>
    public void Dispose() => _rows.Dispose();
}
