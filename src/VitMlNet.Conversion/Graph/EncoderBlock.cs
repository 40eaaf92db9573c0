using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The encoder's blocks in floating point.</summary>
internal sealed class EncoderBlock(GraphBuilder graph, Parameters parameters, Normalization norm, VitConfiguration configuration) : IEncoderBlock
{
    private readonly AttentionProjections _projections = new(parameters, configuration);
    private readonly HeadMixing _mixing = new(graph, configuration);

    public string AttentionWeights => _mixing.Weights;

    public string Build(int index, string x, bool classTokenOnly)
    {
        string block = TensorNames.Block(index);
        string normalized = norm.Layer(AttentionNorm(index), x);
        string attention = Attend(TensorNames.Attention(index), normalized, classTokenOnly);
        string residual = classTokenOnly ? graph.ClassToken(block + "/class_token", x) : x;
        x = graph.Node("Add", block + "/attended", [residual, attention]);
        string mlp = Mlp(TensorNames.Mlp(index), norm.Layer(MlpNorm(index), x));
        return graph.Node("Add", block, [x, mlp]);
    }

    private string Attend(string layer, string x, bool classTokenOnly)
    {
        int hidden = configuration.HiddenSize;
        string[] qkv;
        if (classTokenOnly)
        {
            string token = graph.ClassToken(layer + "/class_token", x);
            string keyValue = Dense(layer + "/key_value", x, _projections.KeyValue(layer));
            string[] halves = graph.NodeWithOutputs(
                "Split", layer + "/split", [keyValue, graph.Integers(hidden, hidden)], 2, Attribute("axis", -1));
            qkv = [Dense(layer + "/query", token, _projections.QueryAlone(layer)), .. halves];
        }
        else
        {
            string all = Dense(layer + "/query_key_value", x, _projections.QueryKeyValue(layer));
            qkv = graph.NodeWithOutputs(
                "Split", layer + "/split", [all, graph.Integers(hidden, hidden, hidden)], 3, Attribute("axis", -1));
        }

        return Dense(layer + "/out", _mixing.Build(layer, qkv[0], qkv[1], qkv[2]), _projections.Output(layer));
    }

    /// <summary>Two dense layers with GELU between them; jax.nn.gelu is the tanh approximation by default, ONNX's default is the error function.</summary>
    private string Mlp(string layer, string x)
    {
        string hidden = Dense(layer + "/Dense_0", x, parameters.Dense(layer + "/Dense_0"));
        hidden = graph.Node("Gelu", layer + "/gelu", [hidden], Attribute("approximate", "tanh"));
        return Dense(layer + "/Dense_1", hidden, parameters.Dense(layer + "/Dense_1"));
    }

    private string Dense(string name, string input, (Weight Kernel, Weight Bias) weights)
    {
        string product = graph.Node("MatMul", name + "/product", [input, graph.Weight(weights.Kernel)]);
        return graph.Node("Add", name, [product, graph.Weight(weights.Bias)]);
    }
}
