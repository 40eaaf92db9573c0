using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The two dense layers of an encoder block with GELU between them (<c>MlpBlock</c> of vit_jax/models_vit.py).</summary>
internal sealed class MlpBlock(GraphBuilder graph, Parameters parameters, DenseLayer dense, GeluForm gelu)
{
    /// <param name="layer">The name of the MLP.</param>
    /// <param name="norm">The name of the LayerNorm before it.</param>
    /// <param name="x">[n, tokens, hidden], after the LayerNorm.</param>
    public string Build(string layer, string norm, string x)
    {
        (int[] order, int apart) = dense.IsQuantized
            ? parameters.OutlierChannels(norm, layer + "/Dense_0")
            : ([], 0);
        if (apart > 0)
            return WithOutliersApart(layer, x, order, apart);

        string hidden = Dense(layer + "/Dense_0", x);
        return Dense(layer + "/Dense_1", Gelu(layer, hidden));
    }

    /// <summary>The channels in another order, which changes nothing, with the last of them multiplied in floating point.</summary>
    private string WithOutliersApart(string layer, string x, int[] order, int apart)
    {
        string first = layer + "/Dense_0";
        string second = layer + "/Dense_1";
        int together = order.Length - apart;
        string hidden = dense.Build(
            first, x, parameters.Columns(Kernel(first), Kernel(first), order), parameters.Columns(Bias(first), Bias(first), order));
        string[] parts = graph.NodeWithOutputs(
            "Split", layer + "/split", [Gelu(layer, hidden), graph.Integers(together, apart)], 2, Attribute("axis", -1));

        string outlierKernel = graph.Weight(parameters.Rows(Kernel(second), second + "/outliers/kernel", order[together..]));
        string outliers = graph.Node("MatMul", second + "/outliers", [parts[1], outlierKernel]);
        string rest = dense.Build(
            second + "/rest", parts[0], parameters.Rows(Kernel(second), Kernel(second), order[..together]), parameters.Plain(Bias(second)));
        return graph.Node("Add", second, [rest, outliers]);
    }

    private string Dense(string layer, string x) =>
        dense.Build(layer, x, parameters.Plain(Kernel(layer)), parameters.Plain(Bias(layer)));

    /// <summary>jax.nn.gelu is the tanh approximation by default; ONNX's default is the error function.</summary>
    private string Gelu(string layer, string hidden)
    {
        string name = layer + "/gelu";
        if (gelu != GeluForm.Sigmoid)
            return graph.Node("Gelu", name, [hidden], Attribute("approximate", gelu == GeluForm.Tanh ? "tanh" : "none"));
        string scaled = graph.Node("Mul", name + "/scaled", [hidden, graph.Scalar(1.702f)]);
        return graph.Node("Mul", name, [hidden, graph.Node("Sigmoid", name + "/gate", [scaled])]);
    }
}
