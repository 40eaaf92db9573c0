using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// GroupNorm and ReLU of product sums, quantized, with the nine pixels that each output of a 3x3 convolution reads side by side.
/// </summary>
internal sealed unsafe class GroupNormReluQuantizePatches(PatchGeometry geometry) : Kernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new ProductSums(context, 0);
        int channels = input.Channels;
        (int rows, int columns) = geometry.OutputSize(input.Height, input.Width);
        int rowSize = checked(columns * PatchGeometry.Side * PatchGeometry.Side * channels);
        KernelTensor<byte> patches = context.Output<byte>(0, input.Images, rows, columns, PatchGeometry.Side * PatchGeometry.Side * channels);
        KernelTensor<float> scales = context.Output<float>(1, input.Images, 1, 1, 1);

        int paddedRow = (geometry.Left + input.Width + geometry.Right) * channels;
        long paddedSize = (long)(geometry.Top + input.Height + geometry.Bottom) * paddedRow;
        using var scratch = new Scratch(
            Scratch.Size<float>(2 * channels) + Scratch.Size<float>(GroupNormalization.ScratchCount(input)) + Scratch.Size<byte>(paddedSize));
        float* coefficients = scratch.Take<float>(2 * channels);
        float* statistics = scratch.Take<float>(GroupNormalization.ScratchCount(input));
        byte* padded = scratch.Take<byte>(paddedSize);
        Unsafe.InitBlockUnaligned(padded, 0, checked((uint)paddedSize));
        byte* inner = padded + (long)geometry.Top * paddedRow + geometry.Left * channels;

        for (int image = 0; image < input.Images; image++)
        {
            ChannelAffine affine = GroupNormReluQuantize.Steps<TLanes>(context, input, image, statistics, coefficients, out scales.Data[image]);
            int* sums = input.Sums + image * input.ImageSize;
            byte* destination = patches.Data + (long)image * rows * rowSize;
            int width = input.Width;
            context.ForEachPart(input.Height, width * channels, (from, to) =>
            {
                for (int y = from; y < to; y++)
                    affine.ToBytes<TLanes>(sums + (long)y * width * channels, width, inner + (long)y * paddedRow);
            });
            context.ForEachPart(rows, rowSize / sizeof(int), (from, to) =>
            {
                for (int y = from; y < to; y++)
                {
                    byte* source = padded + (long)y * geometry.StrideY * paddedRow;
                    Gather(source, paddedRow, columns, geometry.StrideX * channels, channels, destination + (long)y * rowSize);
                }
            });
        }
    }

    /// <summary>One row of outputs: three runs of three pixels for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(byte* source, int rowSize, int columns, int step, int channels, byte* destination)
    {
        uint run = (uint)(PatchGeometry.Side * channels);
        for (int x = 0; x < columns; x++, source += step)
        {
            for (int y = 0; y < PatchGeometry.Side; y++, destination += run)
                Unsafe.CopyBlockUnaligned(destination, source + (long)y * rowSize, run);
        }
    }
}
