using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>Attention pooling (<c>MAPHead</c> of big_vision): a learned query attends to all tokens, and an MLP follows.</summary>
internal sealed class AttentionPool(GraphBuilder graph, Parameters parameters, Normalization norm, VitConfiguration configuration)
{
    private readonly AttentionProjections _projections = new(parameters, configuration);
    private readonly DenseLayers _dense = new(graph, parameters, configuration.Numerics.Gelu);

    /// <summary>Adds the pooling of <paramref name="x"/> [n, tokens, hidden], whose result is [n, 1, hidden].</summary>
    public string Build(string x)
    {
        int hidden = configuration.HiddenSize;
        string query = _dense.Build(PoolAttention + "/query", graph.Weight(parameters.Plain(Probe)), _projections.QueryAlone(PoolAttention));
        string keyValue = _dense.Build(PoolAttention + "/key_value", x, _projections.KeyValue(PoolAttention));
        string[] halves = graph.NodeWithOutputs(
            "Split", PoolAttention + "/split", [keyValue, graph.Integers(hidden, hidden)], 2, Attribute("axis", -1));
        string mixed = new HeadMixing(graph, configuration).Build(PoolAttention, query, halves[0], halves[1]);
        string pooled = _dense.Build(PoolAttention + "/out", mixed, _projections.Output(PoolAttention));
        return graph.Node("Add", "MAPHead_0", [pooled, _dense.Mlp(PoolMlp, norm.Layer(PoolNorm, pooled))]);
    }
}
