using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A fitted <see cref="VitStepEstimator"/>. It scores rows one by one, and may be used by several threads at once.</summary>
public sealed class VitStepTransformer : ITransformer, IDisposable
{
    private readonly FittedChain _chain;
    private readonly StepDefinition _definition;

    internal VitStepTransformer(FittedChain chain, StepDefinition definition) => (_chain, _definition) = (chain, definition);

    /// <summary>The model that the step runs; null for none.</summary>
    internal VitModel? Model => _definition.Model;

    bool ITransformer.IsRowToRowMapper => _chain.Transformer.IsRowToRowMapper;

    /// <summary>Computes the columns that come out.</summary>
    /// <param name="inputSchema">The columns that come in.</param>
    /// <returns>The columns that come out.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.Transformer.GetOutputSchema(inputSchema);

    /// <summary>Adds the output columns to the data, lazily.</summary>
    /// <param name="input">The data with the input column.</param>
    /// <returns>The data with the output columns.</returns>
    public IDataView Transform(IDataView input) => new UnwrappingDataView(_chain.Transformer.Transform(input));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _chain.Transformer.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        SavedWeights.CheckSupported(Model);
        _chain.Save(ctx);
    }

    /// <summary>Releases the model of a step that runs one.</summary>
    public void Dispose() => _chain.Dispose();

    /// <summary>The step's name and columns.</summary>
    /// <returns>For instance <c>VitLoadImage (Image)</c>.</returns>
    public override string ToString() => _definition.ToString();
}
