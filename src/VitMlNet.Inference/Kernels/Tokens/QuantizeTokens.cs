namespace VitMlNet.Kernels;

/// <summary>Quantizes floats with a scale for each token.</summary>
internal sealed unsafe class QuantizeTokens : Kernel
{
    public override void Compute<TLanes>(KernelContext context)
    {
        KernelTensor<float> x = context.Input<float>(0).WithRank(3, "x");
        int length = x[2];
        KernelTensor<byte> quantized = context.Output<byte>(0, x.Shape);
        KernelTensor<float> scales = context.Output<float>(1, x[0], x[1], 1);
        context.ForEachPart(x[0] * x[1], length, (from, to) =>
        {
            for (int i = from; i < to; i++)
                scales.Data[i] = Quantization.Row<TLanes>(x.Data + (long)i * length, length, quantized.Data + (long)i * length);
        });
    }
}
