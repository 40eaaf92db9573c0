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
    private readonly DenseLayers _dense = new(graph, parameters, configuration.Numerics.Gelu);

    public string AttentionWeights => _mixing.Weights;

    public string Build(int index, string x, bool classTokenOnly)
    {
        string block = TensorNames.Block(index);
        string normalized = norm.Layer(AttentionNorm(index), x);
        string attention = Attend(TensorNames.Attention(index), normalized, classTokenOnly);
        string residual = classTokenOnly ? graph.ClassToken(block + "/class_token", x) : x;
        x = graph.Node("Add", block + "/attended", [residual, attention]);
        string mlp = _dense.Mlp(TensorNames.Mlp(index), norm.Layer(MlpNorm(index), x));
        return graph.Node("Add", block, [x, mlp]);
    }

    private string Attend(string layer, string x, bool classTokenOnly)
    {
        int hidden = configuration.HiddenSize;
        string[] qkv;
        if (classTokenOnly)
        {
            string token = graph.ClassToken(layer + "/class_token", x);
            string keyValue = _dense.Build(layer + "/key_value", x, _projections.KeyValue(layer));
            string[] halves = graph.NodeWithOutputs(
                "Split", layer + "/split", [keyValue, graph.Integers(hidden, hidden)], 2, Attribute("axis", -1));
            qkv = [_dense.Build(layer + "/query", token, _projections.QueryAlone(layer)), .. halves];
        }
        else
        {
            string all = _dense.Build(layer + "/query_key_value", x, _projections.QueryKeyValue(layer));
            qkv = graph.NodeWithOutputs(
                "Split", layer + "/split", [all, graph.Integers(hidden, hidden, hidden)], 3, Attribute("axis", -1));
        }

        return _dense.Build(layer + "/out", _mixing.Build(layer, qkv[0], qkv[1], qkv[2]), _projections.Output(layer));
    }
}
