using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Architecture.TensorNames;

namespace VitMlNet.Conversion.Graph;

/// <summary>The kernels and biases of an attention layer's projections, several of them side by side for one product.</summary>
internal sealed class AttentionProjections(Parameters parameters, VitConfiguration configuration)
{
    /// <summary>Queries, keys and values.</summary>
    public (Weight Kernel, Weight Bias) QueryKeyValue(string layer) =>
        SideBySide(layer + "/query_key_value", Query(layer), Plain(layer, "key"), Plain(layer, "value"));

    public (Weight Kernel, Weight Bias) KeyValue(string layer) => SideBySide(layer + "/key_value", Plain(layer, "key"), Plain(layer, "value"));

    public (Weight Kernel, Weight Bias) QueryAlone(string layer) => SideBySide(layer + "/query", Query(layer));

    public (Weight Kernel, Weight Bias) Output(string layer)
    {
        int hidden = configuration.HiddenSize;
        return (parameters.Plain(Kernel(layer + "/out"), hidden, hidden), parameters.Plain(Bias(layer + "/out")));
    }

    /// <summary>The original divides the queries, bias included, by sqrt(head size); here their weights already are.</summary>
    private (string Layer, double Factor) Query(string layer) => (layer + "/query", 1 / Math.Sqrt(configuration.HeadSize));

    private static (string Layer, double Factor) Plain(string layer, string projection) => ($"{layer}/{projection}", 1);

    private (Weight Kernel, Weight Bias) SideBySide(string name, params (string Layer, double Factor)[] layers) =>
    (
        parameters.SideBySide(Kernel(name), configuration.HiddenSize, [.. layers.Select(layer => (Kernel(layer.Layer), layer.Factor))]),
        parameters.SideBySide(Bias(name), 1, [.. layers.Select(layer => (Bias(layer.Layer), layer.Factor))])
    );
}
