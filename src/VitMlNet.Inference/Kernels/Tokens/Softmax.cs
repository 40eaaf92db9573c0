using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>The exponentials of a row, as far below their largest as softmax has them.</summary>
internal static unsafe class Softmax
{
    /// <summary>Replaces each element by exp(element - largest); returns their sum.</summary>
    public static float Unnormalized<TLanes>(float* row, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = count - count % TLanes.Count;
        float largest = MathF.Max(Largest<TLanes>(row, 0, vectors), Largest<Lanes1>(row, vectors, count));
        return Exponentials<TLanes>(row, largest, 0, vectors) + Exponentials<Lanes1>(row, largest, vectors, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest<TLanes>(float* row, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes largest = TLanes.Of(float.MinValue);
        for (int i = from; i < to; i += TLanes.Count)
            largest = TLanes.Max(largest, TLanes.Load(row + i));
        return largest.Largest();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials<TLanes>(float* row, float largest, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes subtracted = TLanes.Of(largest);
        TLanes factor = TLanes.Of(Exponential.Log2E);
        TLanes sum = TLanes.Of(0);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes power = Exponential.Base2((TLanes.Load(row + i) - subtracted) * factor);
            power.Store(row + i);
            sum += power;
        }

        return sum.Sum();
    }
}
