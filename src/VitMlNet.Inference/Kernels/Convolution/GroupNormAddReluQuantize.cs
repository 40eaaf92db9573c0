using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>GroupNorm of product sums, a residual added, and ReLU: as floats for the next residual, and quantized.</summary>
/// <param name="normalizedResidual">Whether the residual is of product sums too, with a GroupNorm of its own.</param>
internal sealed unsafe class GroupNormAddReluQuantize(bool normalizedResidual) : Kernel
{
    private const int ResidualInput = 5;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new ProductSums(context, 0);
        int channels = input.Channels;
        ProductSums second = normalizedResidual ? new ProductSums(context, ResidualInput) : default;
        if (normalizedResidual && !second.Shape.AsSpan().SequenceEqual(input.Shape))
        {
            throw new ArgumentException(
                $"a residual of the shape [{string.Join(", ", input.Shape)}] is expected, and it has [{string.Join(", ", second.Shape)}].");
        }
        float* residual = normalizedResidual ? null : context.Input<float>(ResidualInput).WithCount(input.Images * input.ImageSize, "residual").Data;
        KernelTensor<float> result = context.Output<float>(0, input.Shape);
        KernelTensor<byte> quantized = context.Output<byte>(1, input.Shape);
        KernelTensor<float> scales = context.Output<float>(2, input.Images, 1, 1, 1);

        (int parts, int length) = KernelContext.Parts(input.Pixels, channels);
        using var scratch = new Scratch(
            Scratch.Size<float>(4 * channels) + Scratch.Size<float>(GroupNormalization.ScratchCount(input)) + Scratch.Size<float>(parts));
        float* coefficients = scratch.Take<float>(4 * channels);
        float* statistics = scratch.Take<float>(GroupNormalization.ScratchCount(input));
        float* largestOfPart = scratch.Take<float>(parts);
        var affine = new ChannelAffine(coefficients, coefficients + channels, channels);
        var secondAffine = new ChannelAffine(coefficients + 2 * channels, coefficients + 3 * channels, channels);

        for (int image = 0; image < input.Images; image++)
        {
            long offset = image * input.ImageSize;
            GroupNormalization.Fold<TLanes>(context, input, image, statistics, affine.Factors, affine.Addends);
            if (normalizedResidual)
            {
                GroupNormalization.Fold<TLanes>(context, second, image, statistics, secondAffine.Factors, secondAffine.Addends);
                for (int c = 0; c < channels; c++)
                    affine.Addends[c] += secondAffine.Addends[c];
            }

            context.ForEachPart(input.Pixels, channels, (from, to) =>
            {
                long start = offset + (long)from * channels;
                largestOfPart[from / length] = normalizedResidual
                    ? affine.Add<TLanes>(input.Sums + start, second.Sums + start, secondAffine.Factors, to - from, result.Data + start)
                    : affine.Add<TLanes>(input.Sums + start, residual + start, to - from, result.Data + start);
            });

            float largest = 0;
            for (int part = 0; part < parts; part++)
                largest = Math.Max(largest, largestOfPart[part]);
            float range = Quantization.Range(largest);
            scales.Data[image] = range / Quantization.UnsignedSteps;
            context.ForEachPart(input.Pixels, channels, (from, to) =>
            {
                long start = offset + (long)from * channels;
                Quantization.Unsigned<TLanes>(result.Data + start, (to - from) * channels, range, quantized.Data + start);
            });
        }
    }
}
