using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Rotates floats and quantizes them with a scale for each token.</summary>
internal sealed unsafe class QuantizeTokens : Kernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        KernelTensor<float> x = context.Input<float>(0).WithRank(3, "x");
        int length = x[2];
        int rotation = TokenRotation.Size(context, 1, length);
        KernelTensor<byte> quantized = context.Output<byte>(0, x.Shape);
        KernelTensor<float> scales = context.Output<float>(1, x[0], x[1], 1);
        context.ForEachPart(x[0] * x[1], length, (from, to) =>
        {
            using var scratch = new Scratch(Scratch.Size<float>(length));
            float* row = scratch.Take<float>(length);
            for (int i = from; i < to; i++)
            {
                new ReadOnlySpan<float>(x.Data + (long)i * length, length).CopyTo(new Span<float>(row, length));
                scales.Data[i] = Quantization.Row<TLanes>(row, length, rotation, quantized.Data + (long)i * length);
            }
        });
    }
}
