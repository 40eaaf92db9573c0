using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Graph;

/// <summary>A hybrid's patches: the root convolution, the ResNet in whole numbers, and the embedding of its feature map.</summary>
internal sealed class Int8Embedding(GraphBuilder graph, Parameters parameters, Normalization norm)
{
    private readonly QuantizedProduct _product = new(graph);

    /// <summary>Adds the embedding, whose result is [n, patches, hidden].</summary>
    /// <param name="configuration">The sizes.</param>
    /// <param name="resNet">The sizes of the ResNet.</param>
    /// <param name="image">[n, 3, size, size].</param>
    /// <param name="size">The image's height and width.</param>
    public string Build(VitConfiguration configuration, ResNetConfiguration resNet, string image, int size)
    {
        string root = new ResNetGraph(graph, parameters, norm).RootConvolution(image, ref size);
        FeatureMap map = new Int8ResNet(graph, parameters, _product).Build(resNet, root, size);
        int hidden = configuration.HiddenSize;
        int grid = map.Size / configuration.PatchSize;
        string patches = Patches(map, configuration.PatchSize, grid);
        ProductSums sums = _product.Unsigned(
            TensorNames.Embedding, patches, PatchScales(map.Scale, grid), parameters.KernelMatrix(TensorNames.EmbeddingKernel, standardized: false));
        string rows = graph.Node("Reshape", "embedding/sums", [sums.Sums, graph.Integers(0, grid * grid, hidden)]);
        string bias = graph.Weight(parameters.Plain(TensorNames.Bias(TensorNames.Embedding)));
        return graph.Node(KernelOperatorNames.DequantizeBias, "embedding/patches", [rows, sums.Scale, sums.ColumnScales, bias]);
    }

    /// <summary>The pixels of each patch side by side, as the kernel's order HWIO has them; pixels that fill no patch are left out.</summary>
    private string Patches(FeatureMap map, int patch, int grid)
    {
        if (patch == 1)
            return map.Quantized;
        string whole = map.Size == grid * patch
            ? map.Quantized
            : graph.Node("Slice", "embedding/whole", [map.Quantized, graph.Integers(0, 0), graph.Integers(grid * patch, grid * patch), graph.Integers(1, 2)]);
        string split = graph.Node("Reshape", "embedding/split", [whole, graph.Integers(-1, grid, patch, grid, patch, map.Channels)]);
        string pixels = graph.Node("Transpose", "embedding/pixels", [split], GraphBuilder.Attribute("perm", 0, 1, 3, 2, 4, 5));
        return graph.Node("Reshape", "embedding/input", [pixels, graph.Integers(-1, grid, grid, patch * patch * map.Channels)]);
    }

    /// <summary>An image's scale once for each of its patches.</summary>
    private string PatchScales(string scale, int grid)
    {
        string image = graph.Node("Reshape", "embedding/image_scale", [scale, graph.Integers(-1, 1, 1)]);
        return graph.Node("Expand", "embedding/scale", [image, graph.Integers(1, grid * grid, 1)]);
    }
}
