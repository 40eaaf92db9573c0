using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// GroupNorm and ReLU of the root convolution's floats [images, channels, height, width], a 3x3 maximum with stride 2, and the
/// result quantized in the order NHWC.
/// </summary>
internal sealed unsafe class GroupNormReluMaxPoolQuantize(PoolGeometry geometry) : Kernel
{
    /// <summary>Channels that one thread writes: whole cache lines of floats.</summary>
    private const int ChannelsOfPart = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        KernelTensor<float> input = context.Input<float>(0).WithRank(4, "x");
        (int images, int channels, int height, int width) = (input[0], input[1], input[2], input[3]);
        KernelTensor<float> gamma = context.Input<float>(1).WithRank(2, "gamma").WithCount(channels, "gamma");
        float* beta = context.Input<float>(2).WithCount(channels, "beta").Data;
        int rows = geometry.Rows(height);
        int columns = geometry.Columns(width);
        int plane = height * width;
        int size = checked(rows * columns * channels);
        KernelTensor<byte> quantized = context.Output<byte>(0, images, rows, columns, channels);
        KernelTensor<float> scales = context.Output<float>(1, images, 1, 1, 1);

        int parts = (channels + ChannelsOfPart - 1) / ChannelsOfPart;
        int bufferSize = geometry.BufferSize(width);
        using var scratch = new Scratch(
            Scratch.Size<float>(size) + 2 * Scratch.Size<float>(channels) + Scratch.Size<float>(parts) + parts * Scratch.Size<float>(bufferSize));
        float* pooled = scratch.Take<float>(size);
        float* sums = scratch.Take<float>(channels);
        float* squares = scratch.Take<float>(channels);
        float* largestOfPart = scratch.Take<float>(parts);
        long bufferStride = Scratch.Size<float>(bufferSize) / sizeof(float);
        float* buffers = scratch.Take<float>(parts * bufferStride);
        int groupSize = channels / gamma[0];

        for (int image = 0; image < images; image++)
        {
            float* values = input.Data + (long)image * channels * plane;
            context.ForEachPart(channels, plane, (from, to) =>
            {
                for (int c = from; c < to; c++)
                    PlaneStatistics.Sum<TLanes>(values + (long)c * plane, plane, out sums[c], out squares[c]);
            });
            context.ForEach(parts, part =>
            {
                float largest = 0;
                for (int c = part * ChannelsOfPart; c < Math.Min(channels, (part + 1) * ChannelsOfPart); c++)
                {
                    (float factor, float addend) = PlaneStatistics.Fold(sums, squares, c / groupSize * groupSize, groupSize, plane, gamma.Data[c], beta[c]);
                    largest = Math.Max(largest, geometry.Pool<TLanes>(
                        values + (long)c * plane, height, width, factor, addend, buffers + part * bufferStride, pooled + c, channels));
                }

                largestOfPart[part] = largest;
            });

            float range = Quantization.Range(new ReadOnlySpan<float>(largestOfPart, parts).ToArray().Max());
            scales.Data[image] = range / Quantization.UnsignedSteps;
            byte* bytes = quantized.Data + (long)image * size;
            context.ForEachPart(rows * columns, channels, (from, to) =>
                Quantization.Unsigned<TLanes>(pooled + (long)from * channels, (to - from) * channels, range, bytes + (long)from * channels));
        }
    }
}
