namespace VitMlNet.Kernels;

/// <summary>
/// The sums of a quantized convolution [images, height, width, channels] with what GroupNorm needs: five inputs of a node in a row.
/// </summary>
internal readonly unsafe struct ProductSums
{
    /// <param name="context">The node.</param>
    /// <param name="first">The number of the input that has the sums.</param>
    public ProductSums(KernelContext context, int first)
    {
        KernelTensor<int> sums = context.Input<int>(first).WithRank(4, "sums");
        Images = sums[0];
        Height = sums[1];
        Width = sums[2];
        Channels = sums[3];
        Sums = sums.Data;
        Scales = context.Input<float>(first + 1).WithCount(Images, "scale").Data;
        ColumnScales = context.Input<float>(first + 2).WithCount(Channels, "column_scales").Data;
        KernelTensor<float> gamma = context.Input<float>(first + 3).WithRank(2, "gamma").WithCount(Channels, "gamma");
        Groups = gamma[0];
        Gamma = gamma.Data;
        Beta = context.Input<float>(first + 4).WithCount(Channels, "beta").Data;
    }

    public int Images { get; }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public int Groups { get; }

    public int Pixels => Height * Width;

    public long ImageSize => (long)Pixels * Channels;

    public long[] Shape => [Images, Height, Width, Channels];

    public int* Sums { get; }

    /// <summary>What one step of an image's activations was worth, for each image.</summary>
    public float* Scales { get; }

    /// <summary>What one step of a kernel's column is worth, for each channel.</summary>
    public float* ColumnScales { get; }

    public float* Gamma { get; }

    public float* Beta { get; }
}
