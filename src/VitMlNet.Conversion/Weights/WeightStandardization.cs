namespace VitMlNet.Conversion.Weights;

/// <summary>
/// Folds the weight standardization of <c>StdConv</c> (vit_jax/models_resnet.py) into a kernel:
/// w' = (w - mean) / (std + 1e-5) for each output channel, over height, width and input channels.
/// </summary>
/// <remarks>
/// The original adds the epsilon to the population standard deviation; timm and transformers divide by sqrt(variance + 1e-8) instead.
/// Computed in double precision.
/// </remarks>
internal static class WeightStandardization
{
    private const double DeviationEpsilon = 1e-5;

    private const double VarianceEpsilon = 1e-8;

    /// <param name="kernel">HWIO, so that the output channel is the last axis. Replaced in place.</param>
    /// <param name="outputChannels">The length of the last axis.</param>
    /// <param name="addsToDeviation">Whether the epsilon is the original's, or else that of the libraries.</param>
    public static void Apply(Span<float> kernel, int outputChannels, bool addsToDeviation = true)
    {
        int fanIn = kernel.Length / outputChannels;
        var mean = new double[outputChannels];
        for (int i = 0; i < kernel.Length; i += outputChannels)
        {
            ReadOnlySpan<float> row = kernel.Slice(i, outputChannels);
            for (int o = 0; o < row.Length; o++)
                mean[o] += row[o];
        }

        for (int o = 0; o < outputChannels; o++)
            mean[o] /= fanIn;

        var divisor = new double[outputChannels];
        for (int i = 0; i < kernel.Length; i += outputChannels)
        {
            ReadOnlySpan<float> row = kernel.Slice(i, outputChannels);
            for (int o = 0; o < row.Length; o++)
            {
                double deviation = row[o] - mean[o];
                divisor[o] += deviation * deviation;
            }
        }

        for (int o = 0; o < outputChannels; o++)
        {
            double variance = divisor[o] / fanIn;
            divisor[o] = addsToDeviation ? Math.Sqrt(variance) + DeviationEpsilon : Math.Sqrt(variance + VarianceEpsilon);
        }

        for (int i = 0; i < kernel.Length; i += outputChannels)
        {
            Span<float> row = kernel.Slice(i, outputChannels);
            for (int o = 0; o < row.Length; o++)
                row[o] = (float)((row[o] - mean[o]) / divisor[o]);
        }
    }
}
