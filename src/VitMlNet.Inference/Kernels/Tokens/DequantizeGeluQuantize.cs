using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// Product sums as floats, the bias added, GELU (its tanh approximation) rotated, and quantized again with a
/// scale for each token.
/// </summary>
internal sealed unsafe class DequantizeGeluQuantize : Kernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new TokenRows(context, 0);
        int length = input.Length;
        int rotation = TokenRotation.Size(context, 4, length);
        KernelTensor<byte> quantized = context.Output<byte>(0, input.Shape);
        KernelTensor<float> scales = context.Output<float>(1, input.Images, input.Tokens, 1);
        context.ForEachPart(input.Rows, length, (from, to) =>
        {
            using var scratch = new Scratch(Scratch.Size<float>(length));
            float* activated = scratch.Take<float>(length);
            int vectors = length - length % TLanes.Count;
            for (int row = from; row < to; row++)
            {
                Activate<TLanes>(input, row, activated, 0, vectors);
                Activate<Lanes1>(input, row, activated, vectors, length);
                scales.Data[row] = Quantization.Row<TLanes>(activated, length, rotation, quantized.Data + (long)row * length);
            }
        });
    }

    /// <summary>x / (1 + exp(-2 u)) with u = sqrt(2/pi) (x + 0.044715 x³), which is 0.5 x (1 + tanh(u)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activate<TLanes>(TokenRows input, int row, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        const float Linear = -2 * 0.7978845608f * Exponential.Log2E;
        const float Cubic = Linear * 0.044715f;
        int* sums = input.Sums + (long)row * input.Length;
        TLanes scale = TLanes.Of(input.Scales[row]);
        TLanes one = TLanes.Of(1);
        TLanes linear = TLanes.Of(Linear);
        TLanes cubic = TLanes.Of(Cubic);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes x = input.Load(sums, scale, i);
            TLanes power = Exponential.Base2(x * TLanes.MultiplyAdd(x * x, cubic, linear));
            (x / (one + power)).Store(destination + i);
        }
    }
}
