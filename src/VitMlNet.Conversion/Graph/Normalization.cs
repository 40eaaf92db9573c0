using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The normalization layers, with the epsilons of the network's numerics.</summary>
internal sealed class Normalization(GraphBuilder graph, Parameters parameters, NetworkNumerics numerics)
{
    private const int Groups = 32;

    /// <summary>GroupNorm over [n, channels, size, size]: 32 groups of contiguous channels.</summary>
    public string Group(string layer, string input, int channels, int size)
    {
        string groups = graph.Node("Reshape", layer + "/groups", [input, graph.Integers(0, Groups, -1)]);
        string ones = graph.Weight(Weight.Float("group_norm/ones", [Groups], values => values.Fill(1)));
        string zeros = graph.Weight(Weight.Float("group_norm/zeros", [Groups], values => values.Clear()));
        string normalized = graph.Node(
            "InstanceNormalization", layer + "/normalized", [groups, ones, zeros], Attribute("epsilon", (float)numerics.GroupNormEpsilon));
        string channelwise = graph.Node("Reshape", layer + "/channels", [normalized, graph.Integers(0, channels, size, size)]);

        // Scale and bias as a convolution of each channel by itself: ONNX Runtime keeps its result in the layout of the next
        // convolution and takes the activation and the sum of a unit into it (5 % of int8's time, 2.5 % of fp32's for R50+L/32).
        return graph.Node(
            "Conv",
            layer,
            [
                channelwise,
                graph.Weight(parameters.Plain(TensorNames.Scale(layer), channels, 1, 1, 1)),
                graph.Weight(parameters.Plain(TensorNames.Bias(layer), channels)),
            ],
            Attribute("group", channels),
            Attribute("kernel_shape", 1, 1));
    }

    /// <summary>LayerNorm over the last axis.</summary>
    public string Layer(string layer, string input) =>
        graph.Node(
            "LayerNormalization",
            layer,
            [input, graph.Weight(parameters.Plain(TensorNames.Scale(layer))), graph.Weight(parameters.Plain(TensorNames.Bias(layer)))],
            Attribute("axis", -1),
            Attribute("epsilon", (float)numerics.LayerNormEpsilon));
}
