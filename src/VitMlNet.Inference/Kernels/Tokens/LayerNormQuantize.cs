using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>LayerNorm over the last axis, rotated, and quantized with a scale for each token.</summary>
internal sealed unsafe class LayerNormQuantize : Kernel
{
    private const float Epsilon = 1e-6f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        KernelTensor<float> x = context.Input<float>(0).WithRank(3, "x");
        int length = x[2];
        float* gamma = context.Input<float>(1).WithCount(length, "gamma").Data;
        float* beta = context.Input<float>(2).WithCount(length, "beta").Data;
        int rotation = TokenRotation.Size(context, 3, length);
        KernelTensor<byte> quantized = context.Output<byte>(0, x.Shape);
        KernelTensor<float> scales = context.Output<float>(1, x[0], x[1], 1);
        context.ForEachPart(x[0] * x[1], length, (from, to) =>
        {
            using var scratch = new Scratch(Scratch.Size<float>(length));
            float* row = scratch.Take<float>(length);
            for (int i = from; i < to; i++)
            {
                Normalize<TLanes>(x.Data + (long)i * length, gamma, beta, length, row);
                scales.Data[i] = Quantization.Row<TLanes>(row, length, rotation, quantized.Data + (long)i * length);
            }
        });
    }

    private static void Normalize<TLanes>(float* x, float* gamma, float* beta, int length, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = length - length % TLanes.Count;
        float mean = (Sum<TLanes>(x, 0, vectors) + Sum<Lanes1>(x, vectors, length)) / length;
        float variance = (Squares<TLanes>(x, mean, 0, vectors) + Squares<Lanes1>(x, mean, vectors, length)) / length;
        float factor = 1 / MathF.Sqrt(variance + Epsilon);
        Apply<TLanes>(x, mean, factor, gamma, beta, destination, 0, vectors);
        Apply<Lanes1>(x, mean, factor, gamma, beta, destination, vectors, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum<TLanes>(float* x, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Of(0);
        for (int i = from; i < to; i += TLanes.Count)
            sum += TLanes.Load(x + i);
        return sum.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Squares<TLanes>(float* x, float mean, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes means = TLanes.Of(mean);
        TLanes sum = TLanes.Of(0);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes distance = TLanes.Load(x + i) - means;
            sum = TLanes.MultiplyAdd(distance, distance, sum);
        }

        return sum.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TLanes>(float* x, float mean, float factor, float* gamma, float* beta, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes means = TLanes.Of(mean);
        TLanes factors = TLanes.Of(factor);
        for (int i = from; i < to; i += TLanes.Count)
            TLanes.MultiplyAdd((TLanes.Load(x + i) - means) * factors, TLanes.Load(gamma + i), TLanes.Load(beta + i)).Store(destination + i);
    }
}
