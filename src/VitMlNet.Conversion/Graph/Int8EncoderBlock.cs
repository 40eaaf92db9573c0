using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The encoder's blocks with their products in 8-bit whole numbers; each token has a scale of its own.</summary>
internal sealed class Int8EncoderBlock(
    GraphBuilder graph, Parameters parameters, QuantizedProduct product, VitConfiguration configuration, bool needsWeights) : IEncoderBlock
{
    private readonly AttentionProjections _projections = new(parameters, configuration);
    private readonly HeadMixing _mixing = new(graph, configuration);
    private readonly Int8Mlp _mlp = new(graph, parameters, product);

    public string AttentionWeights => _mixing.Weights;

    public string Build(int index, string x, bool classTokenOnly)
    {
        string block = TensorNames.Block(index);
        string layer = TensorNames.Attention(index);
        (string normalized, string scale) = Normalize(AttentionNorm(index), x);
        (Weight kernel, Weight bias) = _projections.QueryKeyValue(layer);
        ProductSums sums = product.Signed(layer + "/query_key_value", normalized, scale, kernel);
        (string mixed, string mixedScale) = Mix(
            layer, [.. sums.Inputs, product.Bias(bias, kernel, parameters.Plain(Bias(AttentionNorm(index))))], classTokenOnly);

        string residual = classTokenOnly ? graph.ClassToken(block + "/class_token", x) : x;
        (kernel, bias) = _projections.Output(layer);
        sums = product.Signed(layer + "/out", mixed, mixedScale, kernel);
        x = graph.Node(KernelOperatorNames.DequantizeBiasAdd, block + "/attended", [.. sums.Inputs, graph.Weight(bias), residual]);

        (normalized, scale) = Normalize(MlpNorm(index), x);
        return _mlp.Build(index, block, normalized, scale, x);
    }

    private (string Quantized, string Scale) Mix(string layer, string[] sums, bool classTokenOnly)
    {
        if (!needsWeights)
        {
            return graph.Pair(
                KernelOperatorNames.AttentionQuantize,
                layer + "/mixed",
                [.. sums, product.Matrix(configuration.HiddenSize)],
                Attribute("heads", [configuration.HeadCount]),
                Attribute("queries", [classTokenOnly ? 1 : int.MaxValue]));
        }

        // The weights are asked for, so the attention is made of standard operators that leave them.
        int hidden = configuration.HiddenSize;
        string all = graph.Node(KernelOperatorNames.DequantizeBias, layer + "/projected", sums);
        string[] qkv = graph.NodeWithOutputs(
            "Split", layer + "/split", [all, graph.Integers(hidden, hidden, hidden)], 3, Attribute("axis", -1));
        string queries = classTokenOnly ? graph.ClassToken(layer + "/class_token", qkv[0]) : qkv[0];
        return graph.Pair(KernelOperatorNames.QuantizeTokens, layer + "/quantized", [_mixing.Build(layer, queries, qkv[1], qkv[2]), product.Matrix(hidden)]);
    }

    private (string Quantized, string Scale) Normalize(string layer, string x) => graph.Pair(
        KernelOperatorNames.LayerNormQuantize,
        layer,
        [
            x,
            graph.Weight(parameters.Plain(TensorNames.Scale(layer))),
            graph.Weight(parameters.Plain(TensorNames.Bias(layer))),
            product.Matrix(configuration.HiddenSize),
        ]);
}
