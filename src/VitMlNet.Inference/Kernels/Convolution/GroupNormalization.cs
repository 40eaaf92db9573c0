using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>GroupNorm of an image's product sums as one multiplication and one addition for each channel.</summary>
/// <remarks>
/// With s for the activations' scale and w for a channel's, a product is s w x. The norm divides by its deviation, so s cancels
/// but for the epsilon, which is divided by s²: no range has to be known beforehand.
/// </remarks>
internal static unsafe class GroupNormalization
{
    public const double Epsilon = 1e-6;

    /// <summary>The floats of scratch memory that <see cref="Fold"/> needs.</summary>
    public static long ScratchCount(ProductSums input) =>
        (long)KernelContext.Parts(input.Pixels, input.Channels).Count * ChannelStatistics.Count(input.Channels);

    /// <summary>Finds the factor and the addend of each channel of an image.</summary>
    /// <returns>The largest value that any element of the image becomes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Fold<TLanes>(KernelContext context, ProductSums input, int image, float* scratch, float* factors, float* addends)
        where TLanes : struct, ILanes<TLanes>
    {
        int channels = input.Channels;
        int* sums = input.Sums + image * input.ImageSize;
        (int parts, int length) = KernelContext.Parts(input.Pixels, channels);
        context.ForEachPart(input.Pixels, channels, (from, to) => new ChannelStatistics(scratch + from / length * ChannelStatistics.Count(channels), channels)
            .Collect<TLanes>(sums + (long)from * channels, to - from));

        var statistics = new ChannelStatistics(scratch, channels);
        for (int part = 1; part < parts; part++)
            statistics.Merge(new ChannelStatistics(scratch + part * ChannelStatistics.Count(channels), channels));
        return Fold(input, image, statistics, factors, addends);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fold(ProductSums input, int image, ChannelStatistics statistics, float* factors, float* addends)
    {
        int size = input.Channels / input.Groups;
        double count = (double)input.Pixels * size;
        double epsilon = Epsilon / ((double)input.Scales[image] * input.Scales[image]);
        float largest = float.MinValue;
        for (int from = 0; from < input.Channels; from += size)
        {
            double mean = 0;
            double square = 0;
            for (int c = from; c < from + size; c++)
            {
                double scale = input.ColumnScales[c];
                mean += scale * statistics.Sums[c];
                square += scale * scale * statistics.Squares[c];
            }

            mean /= count;
            double deviation = Math.Sqrt(Math.Max(0, square / count - mean * mean) + epsilon);
            for (int c = from; c < from + size; c++)
            {
                factors[c] = (float)(input.Gamma[c] / deviation * input.ColumnScales[c]);
                addends[c] = (float)(input.Beta[c] - input.Gamma[c] / deviation * mean);
                largest = Math.Max(largest, factors[c] * statistics.Largest[c] + addends[c]);
                largest = Math.Max(largest, factors[c] * statistics.Smallest[c] + addends[c]);
            }
        }

        return largest;
    }
}
