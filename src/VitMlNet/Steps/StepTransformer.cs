using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A fitted step: a chain of ML.NET's own steps, with the model that it scores with, if any.</summary>
internal sealed class StepTransformer(FittedChain chain, VitModel? model) : ITransformer, IUsesModel, IDisposable
{
    public VitModel? Model => model;

    public bool IsRowToRowMapper => chain.Transformer.IsRowToRowMapper;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => chain.Transformer.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => new RowView(chain.Transformer.Transform(input));

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => chain.Transformer.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => chain.Save(ctx);

    public void Dispose() => chain.Dispose();
}
