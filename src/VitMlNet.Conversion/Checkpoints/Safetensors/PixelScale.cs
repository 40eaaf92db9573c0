namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>How a network's pixels are scaled: (x / 255 - mean) / std, for red, green and blue.</summary>
internal sealed record PixelScale(double[] Mean, double[] Std)
{
    /// <summary>That of the model file, [-1, 1].</summary>
    public static PixelScale Half { get; } = new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    public static PixelScale ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    public static PixelScale Clip { get; } = new([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]);

    /// <summary>Whether the pixels are those of the model file, so that nothing is to be folded.</summary>
    public bool IsHalf => Mean.Concat(Std).All(value => value == 0.5);

    /// <summary>
    /// Folds the scale into a patch convolution, so that it takes pixels in [-1, 1]: a pixel v of [-1, 1] is (v + 1) / 2 of [0, 1].
    /// The convolution has no padding, so that this is exact.
    /// </summary>
    /// <param name="kernel">HWIO: height, width, three channels, outputs. Replaced in place.</param>
    /// <param name="outputs">The length of the last axis.</param>
    public void FoldIntoKernel(Span<float> kernel, int outputs)
    {
        for (int row = 0; row * outputs < kernel.Length; row++)
        {
            double factor = 0.5 / Std[row % 3];
            foreach (ref float weight in kernel.Slice(row * outputs, outputs))
                weight = (float)(weight * factor);
        }
    }

    /// <summary>What the scale adds to the bias of the patch convolution.</summary>
    /// <param name="kernel">HWIO, as stored, before the fold.</param>
    /// <param name="bias">One value for each output. Replaced in place.</param>
    public void FoldIntoBias(ReadOnlySpan<float> kernel, Span<float> bias)
    {
        var sums = new double[bias.Length];
        for (int row = 0; row * bias.Length < kernel.Length; row++)
        {
            double offset = (0.5 - Mean[row % 3]) / Std[row % 3];
            ReadOnlySpan<float> weights = kernel.Slice(row * bias.Length, bias.Length);
            for (int o = 0; o < weights.Length; o++)
                sums[o] += offset * weights[o];
        }

        for (int o = 0; o < bias.Length; o++)
            bias[o] = (float)(bias[o] + sums[o]);
    }
}
