using VitMlNet.Conversion.Architecture;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>Scaled dot-product attention of all heads; the queries' weights have the scale in them.</summary>
internal sealed class HeadMixing(GraphBuilder graph, VitConfiguration configuration)
{
    /// <summary>The softmax [n, heads, queries, tokens] of the last attention built.</summary>
    public string Weights { get; private set; } = "";

    /// <summary>Adds the attention, whose result is [n, queries, hidden].</summary>
    /// <param name="layer">The name of the layer.</param>
    /// <param name="queries">[n, queries, hidden].</param>
    /// <param name="keys">[n, tokens, hidden].</param>
    /// <param name="values">[n, tokens, hidden].</param>
    public string Build(string layer, string queries, string keys, string values)
    {
        queries = Heads(layer + "/query", queries, 0, 2, 1, 3);
        keys = Heads(layer + "/key", keys, 0, 2, 3, 1);
        values = Heads(layer + "/value", values, 0, 2, 1, 3);
        string scores = graph.Node("MatMul", layer + "/scores", [queries, keys]);
        Weights = graph.Node("Softmax", layer + "/weights", [scores], Attribute("axis", -1));
        string mixed = graph.Node("MatMul", layer + "/mixed", [Weights, values]);
        string joined = graph.Node("Transpose", layer + "/transposed", [mixed], Attribute("perm", 0, 2, 1, 3));
        return graph.Node("Reshape", layer + "/joined", [joined, graph.Integers(0, -1, configuration.HiddenSize)]);
    }

    /// <summary>[n, tokens, hidden] as [n, tokens, heads, head size], transposed.</summary>
    private string Heads(string name, string x, params ReadOnlySpan<long> permutation)
    {
        string heads = graph.Node(
            "Reshape", name + "/reshaped", [x, graph.Integers(0, -1, configuration.HeadCount, configuration.HeadSize)]);
        return graph.Node("Transpose", name + "/heads", [heads], Attribute("perm", permutation));
    }
}
