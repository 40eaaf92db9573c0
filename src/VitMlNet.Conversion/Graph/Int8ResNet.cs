using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>
/// The ResNet in front of a hybrid's encoder in 8-bit whole numbers, all of it but the root convolution, in the order NHWC.
/// </summary>
/// <remarks>
/// Each activation is quantized with a scale of its image. GroupNorm divides by the deviation of what it gets, so the scale cancels:
/// no range has to be known beforehand, and an image's result does not depend on its batch.
/// </remarks>
internal sealed class Int8ResNet(GraphBuilder graph, Parameters parameters, QuantizedProduct product)
{
    private const int Groups = 32;

    /// <summary>Adds the stem and the stages, of which there must be one.</summary>
    /// <param name="configuration">The sizes.</param>
    /// <param name="root">The root convolution's result [n, width, size, size].</param>
    /// <param name="size">Its height and width.</param>
    public FeatureMap Build(ResNetConfiguration configuration, string root, int size)
    {
        SamePadding pool = SamePadding.Of(size, 3, 2);
        string[] stem = graph.NodeWithOutputs(
            KernelOperatorNames.GroupNormReluMaxPoolQuantize,
            "root",
            [root, .. Norm(TensorNames.RootNorm, configuration.Width)],
            2,
            Attribute("pads", pool.Before, pool.Before, pool.After, pool.After));
        var map = new FeatureMap("", stem[0], stem[1], configuration.Width, pool.OutputSize);
        for (int stage = 1; stage <= configuration.Stages.Count; stage++)
        {
            for (int unit = 1; unit <= configuration.Stages[stage - 1]; unit++)
            {
                int stride = stage > 1 && unit == 1 ? 2 : 1;
                map = ResidualUnit(TensorNames.Unit(stage, unit), map, configuration.UnitChannels(stage), stride);
            }
        }

        return map;
    }

    private FeatureMap ResidualUnit(string unit, FeatureMap x, int channels, int stride)
    {
        int outputs = 4 * channels;
        ProductSums sums = Convolution(unit + "/conv1", x.Quantized, x.Scale);
        SamePadding padding = SamePadding.Of(x.Size, 3, stride);
        string[] patches = graph.NodeWithOutputs(
            KernelOperatorNames.GroupNormReluQuantizePatches,
            unit + "/relu1",
            [.. sums.Inputs, .. Norm(unit + "/gn1", channels)],
            2,
            Attribute("strides", stride, stride),
            Attribute("pads", 0, padding.Before, padding.Before, 0, 0, padding.After, padding.After, 0));
        sums = Convolution(unit + "/conv2", patches[0], patches[1]);
        string[] inner = graph.NodeWithOutputs(
            KernelOperatorNames.GroupNormReluQuantize, unit + "/relu2", [.. sums.Inputs, .. Norm(unit + "/gn2", channels)], 2);
        sums = Convolution(unit + "/conv3", inner[0], inner[1]);
        string[] inputs = [.. sums.Inputs, .. Norm(unit + "/gn3", outputs)];

        string[] result;
        if (x.Channels != outputs || stride != 1)
        {
            ProductSums residual = Convolution(unit + "/conv_proj", Strided(unit + "/strided", x.Quantized, stride), x.Scale);
            result = graph.NodeWithOutputs(
                KernelOperatorNames.GroupNormAddGroupNormReluQuantize, unit, [.. inputs, .. residual.Inputs, .. Norm(unit + "/gn_proj", outputs)], 3);
        }
        else
        {
            result = graph.NodeWithOutputs(KernelOperatorNames.GroupNormAddReluQuantize, unit, [.. inputs, x.Floats], 3);
        }

        return new FeatureMap(result[0], result[1], result[2], outputs, padding.OutputSize);
    }

    private ProductSums Convolution(string layer, string input, string scale) =>
        product.Unsigned(layer, input, scale, parameters.KernelMatrix(TensorNames.Kernel(layer), standardized: true));

    /// <summary>The pixels that a 1x1 convolution with a stride reads.</summary>
    private string Strided(string name, string input, int stride) => stride == 1
        ? input
        : graph.Node("Slice", name, [input, graph.Integers(0, 0), graph.Integers(int.MaxValue, int.MaxValue), graph.Integers(1, 2),
            graph.Integers(stride, stride)]);

    /// <summary>Scale and bias, both as [groups, channels of a group].</summary>
    private string[] Norm(string layer, int channels) =>
    [
        graph.Weight(parameters.Plain(TensorNames.Scale(layer), Groups, channels / Groups)),
        graph.Weight(parameters.Plain(TensorNames.Bias(layer), Groups, channels / Groups)),
    ];
}

/// <summary>The activations [n, size, size, channels] between residual units.</summary>
/// <param name="Floats">As floats; empty behind the stem, which no residual reads.</param>
/// <param name="Quantized">In bytes that are not negative.</param>
/// <param name="Scale">[n, 1, 1, 1].</param>
/// <param name="Channels">The channels.</param>
/// <param name="Size">Height and width.</param>
internal sealed record FeatureMap(string Floats, string Quantized, string Scale, int Channels, int Size);
