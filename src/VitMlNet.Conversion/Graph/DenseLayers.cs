using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>Products with a kernel and a bias in floating point, and two of them with GELU between.</summary>
internal sealed class DenseLayers(GraphBuilder graph, Parameters parameters, GeluForm gelu)
{
    /// <summary>Adds a product, whose result has the name of the layer.</summary>
    public string Build(string name, string input, (Weight Kernel, Weight Bias) weights)
    {
        string product = graph.Node("MatMul", name + "/product", [input, graph.Weight(weights.Kernel)]);
        return graph.Node("Add", name, [product, graph.Weight(weights.Bias)]);
    }

    /// <summary>Adds the two dense layers of an MLP (<c>MlpBlock</c> of vit_jax/models_vit.py).</summary>
    public string Mlp(string layer, string x)
    {
        string hidden = Build(layer + "/Dense_0", x, parameters.Dense(layer + "/Dense_0"));
        return Build(layer + "/Dense_1", Gelu(layer + "/gelu", hidden), parameters.Dense(layer + "/Dense_1"));
    }

    /// <summary>jax.nn.gelu is the tanh approximation by default, ONNX's default is the error function.</summary>
    private string Gelu(string name, string x)
    {
        if (gelu != GeluForm.Sigmoid)
            return graph.Node("Gelu", name, [x], Attribute("approximate", gelu == GeluForm.Tanh ? "tanh" : "none"));
        string scaled = graph.Node("Mul", name + "/scaled", [x, graph.Scalar(1.702f)]);
        return graph.Node("Mul", name, [x, graph.Node("Sigmoid", name + "/gate", [scaled])]);
    }
}
