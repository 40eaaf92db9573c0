using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The ResNet in front of a hybrid's encoder (vit_jax/models_resnet.py), in the order NCHW.</summary>
internal sealed class ResNetGraph(GraphBuilder graph, Parameters parameters, Normalization norm)
{
    /// <summary>Adds the stem and the stages to <paramref name="image"/> [n, 3, size, size]; returns the feature map.</summary>
    public string Build(ResNetConfiguration configuration, string image, int size)
    {
        string x = Root(configuration.Width, image, ref size);
        int channels = configuration.Width;
        for (int stage = 1; stage <= configuration.Stages.Count; stage++)
        {
            for (int unit = 1; unit <= configuration.Stages[stage - 1]; unit++)
            {
                int stride = stage > 1 && unit == 1 ? 2 : 1;
                x = ResidualUnit(TensorNames.Unit(stage, unit), x, configuration.UnitChannels(stage), channels, stride, ref size);
                channels = configuration.UnitOutputChannels(stage);
            }
        }

        return x;
    }

    /// <summary>The first convolution, whose result [n, width, size, size] is half the image's height and width.</summary>
    public string RootConvolution(string image, ref int size) => StdConv("conv_root", image, 7, 2, ref size);

    private string Root(int width, string image, ref int size)
    {
        string x = RootConvolution(image, ref size);
        x = Relu("root/relu", norm.Group(TensorNames.RootNorm, x, width, size));
        SamePadding pool = SamePadding.Of(size, 3, 2);
        size = pool.OutputSize;
        return graph.Node("MaxPool", "root", [x], Attribute("kernel_shape", 3, 3), Attribute("strides", 2, 2), Pads(pool));
    }

    /// <summary>A bottleneck with the activation after the sum and the stride on the 3x3 convolution.</summary>
    private string ResidualUnit(string unit, string x, int channels, int inputs, int stride, ref int size)
    {
        int outputs = 4 * channels;
        int inputSize = size;
        string y = StdConv(unit + "/conv1", x, 1, 1, ref size);
        y = Relu(unit + "/relu1", norm.Group(unit + "/gn1", y, channels, size));
        y = StdConv(unit + "/conv2", y, 3, stride, ref size);
        y = Relu(unit + "/relu2", norm.Group(unit + "/gn2", y, channels, size));
        y = StdConv(unit + "/conv3", y, 1, 1, ref size);
        y = norm.Group(unit + "/gn3", y, outputs, size);

        string residual = x;
        if (inputs != outputs || stride != 1)
        {
            residual = StdConv(unit + "/conv_proj", x, 1, stride, ref inputSize);
            residual = norm.Group(unit + "/gn_proj", residual, outputs, inputSize);
        }

        return Relu(unit, graph.Node("Add", unit + "/sum", [residual, y]));
    }

    private string StdConv(string layer, string input, int kernel, int stride, ref int size)
    {
        SamePadding padding = SamePadding.Of(size, kernel, stride);
        size = padding.OutputSize;
        return graph.Node(
            "Conv",
            layer,
            [input, graph.Weight(parameters.Kernel(TensorNames.Kernel(layer), standardized: true))],
            Attribute("kernel_shape", kernel, kernel),
            Attribute("strides", stride, stride),
            Pads(padding));
    }

    private string Relu(string name, string input) => graph.Node("Relu", name, [input]);

    /// <summary>ONNX's order: top, left, bottom, right.</summary>
    private static AttributeProto Pads(SamePadding padding) =>
        Attribute("pads", padding.Before, padding.Before, padding.After, padding.After);
}
