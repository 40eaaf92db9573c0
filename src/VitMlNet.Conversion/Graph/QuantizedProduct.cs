using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Graph;

/// <summary>Products of quantized activations with kernels of signed bytes, summed in whole numbers.</summary>
internal sealed class QuantizedProduct(GraphBuilder graph)
{
    private const byte ZeroPoint = 128;

    /// <summary>A product of activations that are not negative.</summary>
    /// <param name="name">The name of the layer and of its result.</param>
    /// <param name="input">[…, inputs] in bytes.</param>
    /// <param name="scale">What a step of the input is worth.</param>
    /// <param name="kernel">[inputs, outputs].</param>
    public ProductSums Unsigned(string name, string input, string scale, Weight kernel) => Build(name, [input], scale, kernel);

    /// <summary>The same of activations with signs, where a byte of 128 stands for zero, rotated as <see cref="Matrix"/> says.</summary>
    public ProductSums Signed(string name, string input, string scale, Weight kernel)
    {
        string zero = graph.Weight(new Weight("uint8/128", TensorProto.Types.DataType.Uint8, [], value => value[0] = ZeroPoint));
        return Build(name, [input], scale, Rotation.Of(kernel), zero);
    }

    /// <summary>The bias of a product with signs whose inputs have known means, on average as exact as the kernel is not.</summary>
    /// <param name="bias">[outputs].</param>
    /// <param name="kernel">[inputs, outputs].</param>
    /// <param name="means">[inputs].</param>
    public string Bias(Weight bias, Weight kernel, Weight means) =>
        graph.Weight(ColumnQuantization.CorrectedBias(bias, Rotation.Of(kernel), Rotation.Of(means)));

    /// <summary>The matrix that activations of so many channels are rotated with.</summary>
    public string Matrix(int channels) => graph.Weight(Rotation.Matrix(Rotation.Size(channels)));

    private ProductSums Build(string name, ReadOnlySpan<string> input, string scale, Weight kernel, params ReadOnlySpan<string> zero)
    {
        (Weight values, Weight scales) = ColumnQuantization.Of(kernel);
        string sums = graph.Node("MatMulInteger", name, [input[0], graph.Weight(values), .. zero]);
        return new ProductSums(sums, scale, graph.Weight(scales));
    }
}

/// <summary>The whole-number sums of a product, and what turns them into floats: the input's scale and that of each column.</summary>
internal readonly record struct ProductSums(string Sums, string Scale, string ColumnScales)
{
    public string[] Inputs => [Sums, Scale, ColumnScales];
}
