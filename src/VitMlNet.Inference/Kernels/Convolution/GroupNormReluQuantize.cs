using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>GroupNorm and ReLU of product sums, quantized again with a scale for each image.</summary>
internal sealed unsafe class GroupNormReluQuantize : Kernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new ProductSums(context, 0);
        KernelTensor<byte> quantized = context.Output<byte>(0, input.Shape);
        KernelTensor<float> scales = context.Output<float>(1, input.Images, 1, 1, 1);
        int channels = input.Channels;
        using var scratch = new Scratch(Scratch.Size<float>(2 * channels) + Scratch.Size<float>(GroupNormalization.ScratchCount(input)));
        float* coefficients = scratch.Take<float>(2 * channels);
        float* statistics = scratch.Take<float>(GroupNormalization.ScratchCount(input));
        for (int image = 0; image < input.Images; image++)
        {
            ChannelAffine affine = Steps<TLanes>(context, input, image, statistics, coefficients, out scales.Data[image]);
            int* sums = input.Sums + image * input.ImageSize;
            byte* bytes = quantized.Data + image * input.ImageSize;
            context.ForEachPart(input.Pixels, channels, (from, to) =>
                affine.ToBytes<TLanes>(sums + (long)from * channels, to - from, bytes + (long)from * channels));
        }
    }

    /// <summary>The affine that makes steps of an image's sums.</summary>
    public static ChannelAffine Steps<TLanes>(
        KernelContext context, ProductSums input, int image, float* statistics, float* coefficients, out float scale)
        where TLanes : struct, ILanes<TLanes>
    {
        int channels = input.Channels;
        float largest = Quantization.Range(GroupNormalization.Fold<TLanes>(context, input, image, statistics, coefficients, coefficients + channels));
        var affine = new ChannelAffine(coefficients, coefficients + channels, channels);
        affine.Scale(Quantization.UnsignedSteps / largest);
        scale = largest / Quantization.UnsignedSteps;
        return affine;
    }
}
