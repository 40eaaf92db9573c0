using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>One block of the encoder (<c>Encoder1DBlock</c> of vit_jax/models_vit.py): attention and MLP, each after a LayerNorm.</summary>
internal sealed class EncoderBlock(
    GraphBuilder graph, Parameters parameters, Normalization norm, DenseLayer dense, VitConfiguration configuration)
{
    private readonly MlpBlock _mlp = new(graph, parameters, dense, configuration.Numerics.Gelu);

    /// <summary>The softmax of the attention [n, heads, queries, tokens] that the last block built has.</summary>
    public string AttentionWeights { get; private set; } = "";

    /// <param name="index">The block's number, from 0.</param>
    /// <param name="x">[n, tokens, hidden].</param>
    /// <param name="classTokenOnly">
    /// Whether the result is the class token alone, [n, 1, hidden]: after the last block nothing else is read, unless the tokens
    /// are an output. Keys and values still come from all tokens, so the result is the same.
    /// </param>
    public string Build(int index, string x, bool classTokenOnly)
    {
        string block = TensorNames.Block(index);
        string normalized = norm.Layer(AttentionNorm(index), x);
        string layer = TensorNames.Attention(index);
        string attention = Attend(layer, normalized, classTokenOnly ? ClassToken(layer + "/class_token", normalized) : null);
        string residual = classTokenOnly ? ClassToken(block + "/class_token", x) : x;
        x = graph.Node("Add", block + "/attended", [residual, attention]);
        string mlp = _mlp.Build(Mlp(index), MlpNorm(index), norm.Layer(MlpNorm(index), x));
        return graph.Node("Add", block, [x, mlp]);
    }

    /// <summary>
    /// Attention pooling (<c>MAPHead</c> of big_vision): a learned query attends to all tokens [n, tokens, hidden], and an MLP follows.
    /// </summary>
    /// <returns>[n, 1, hidden].</returns>
    public string Pool(string x)
    {
        string pooled = Attend(PoolAttention, x, graph.Weight(parameters.Plain(Probe)));
        return graph.Node("Add", "MAPHead_0", [pooled, _mlp.Build(PoolMlp, PoolNorm, norm.Layer(PoolNorm, pooled))]);
    }

    /// <param name="layer">The name of the attention.</param>
    /// <param name="x">[n, tokens, hidden], which all are keys and values.</param>
    /// <param name="queryToken">The one token that is a query, [n or 1, 1, hidden]; <see langword="null"/> if all are.</param>
    private string Attend(string layer, string x, string? queryToken)
    {
        int hidden = configuration.HiddenSize;

        // The original divides the queries, bias included, by sqrt(head size); here their weights already are.
        double factor = 1 / Math.Sqrt(configuration.HeadSize);
        (string, double) query = (layer + "/query", factor);
        (string, double) key = (layer + "/key", 1);
        (string, double) value = (layer + "/value", 1);
        string[] qkv;
        if (queryToken is not null)
        {
            string keyValue = Projection(layer + "/key_value", x, key, value);
            string[] halves = graph.NodeWithOutputs(
                "Split", layer + "/split", [keyValue, graph.Integers(hidden, hidden)], 2, Attribute("axis", -1));
            qkv = [Projection(layer + "/query", queryToken, query), .. halves];
        }
        else
        {
            string all = Projection(layer + "/query_key_value", x, query, key, value);
            qkv = graph.NodeWithOutputs(
                "Split", layer + "/split", [all, graph.Integers(hidden, hidden, hidden)], 3, Attribute("axis", -1));
        }

        string queries = Heads(layer + "/query", qkv[0], 0, 2, 1, 3);
        string keys = Heads(layer + "/key", qkv[1], 0, 2, 3, 1);
        string values = Heads(layer + "/value", qkv[2], 0, 2, 1, 3);
        string scores = graph.Node("MatMul", layer + "/scores", [queries, keys]);
        AttentionWeights = graph.Node("Softmax", layer + "/weights", [scores], Attribute("axis", -1));
        string mixed = graph.Node("MatMul", layer + "/mixed", [AttentionWeights, values]);
        string joined = graph.Node("Transpose", layer + "/transposed", [mixed], Attribute("perm", 0, 2, 1, 3));
        joined = graph.Node("Reshape", layer + "/joined", [joined, graph.Integers(0, -1, hidden)]);
        return dense.Build(
            layer + "/out", joined, parameters.Plain(Kernel(layer + "/out"), hidden, hidden), parameters.Plain(Bias(layer + "/out")));
    }

    /// <summary>One product with the kernels of several projections side by side.</summary>
    private string Projection(string name, string x, params (string Layer, double Factor)[] layers)
    {
        Weight kernel = parameters.SideBySide(
            Kernel(name), configuration.HiddenSize, [.. layers.Select(layer => (Kernel(layer.Layer), layer.Factor))]);
        Weight bias = parameters.SideBySide(
            Bias(name), 1, [.. layers.Select(layer => (Bias(layer.Layer), layer.Factor))]);
        return dense.Build(name, x, kernel, bias);
    }

    /// <summary>[n, tokens, hidden] as [n, tokens, heads, head size], transposed.</summary>
    private string Heads(string name, string x, params ReadOnlySpan<long> permutation)
    {
        string heads = graph.Node(
            "Reshape", name + "/reshaped", [x, graph.Integers(0, -1, configuration.HeadCount, configuration.HeadSize)]);
        return graph.Node("Transpose", name + "/heads", [heads], Attribute("perm", permutation));
    }

    private string ClassToken(string name, string x) =>
        graph.Node("Slice", name, [x, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);
}
