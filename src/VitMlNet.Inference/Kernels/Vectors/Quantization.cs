using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Rounds floats to bytes with a dynamic scale.</summary>
internal static unsafe class Quantization
{
    /// <summary>
    /// 1.5 x 2^23: a number of small magnitude that this is added to becomes whole (ties to even), and is then in the lowest bits.
    /// </summary>
    public const float Rounding = 12582912f;

    /// <summary>The byte that stands for zero where values have signs.</summary>
    public const int ZeroPoint = 128;

    /// <summary>The largest byte of values without signs.</summary>
    public const float UnsignedSteps = 255;

    /// <summary>The largest distance from <see cref="ZeroPoint"/>.</summary>
    public const float SignedSteps = 127;

    /// <summary>The magnitude that the steps are divided over: 1 where all values are zero.</summary>
    public static float Range(float largest) => largest > 0 ? largest : 1;

    /// <summary>Rotates a row of values with signs in place, and quantizes it; returns its scale.</summary>
    /// <param name="row">The values.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="rotation">The size of the <see cref="Rotation"/>.</param>
    /// <param name="destination">Takes the bytes.</param>
    public static float Row<TLanes>(float* row, int length, int rotation, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        Rotation.Apply<TLanes>(row, length, rotation);
        int vectors = length - length % TLanes.Count;
        float largest = MathF.Max(LargestMagnitude<TLanes>(row, 0, vectors), LargestMagnitude<Lanes1>(row, vectors, length));
        float steps = SignedSteps / Range(largest);
        Store<TLanes>(row, steps, ZeroPoint, destination, 0, vectors);
        Store<Lanes1>(row, steps, ZeroPoint, destination, vectors, length);
        return Range(largest / MathF.Sqrt(rotation)) / SignedSteps;
    }

    /// <summary>Quantizes values that are not negative and whose largest is known; returns their scale.</summary>
    public static float Unsigned<TLanes>(float* values, int length, float largest, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        largest = Range(largest);
        int vectors = length - length % TLanes.Count;
        Store<TLanes>(values, UnsignedSteps / largest, 0, destination, 0, vectors);
        Store<Lanes1>(values, UnsignedSteps / largest, 0, destination, vectors, length);
        return largest / UnsignedSteps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float LargestMagnitude<TLanes>(float* row, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes largest = TLanes.Of(0);
        for (int i = from; i < to; i += TLanes.Count)
            largest = TLanes.Max(largest, TLanes.Abs(TLanes.Load(row + i)));
        return largest.Largest();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store<TLanes>(float* values, float factor, int zero, byte* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes factors = TLanes.Of(factor);
        TLanes rounding = TLanes.Of(Rounding + zero);
        for (int i = from; i < to; i += TLanes.Count)
            TLanes.MultiplyAdd(TLanes.Load(values + i), factors, rounding).StoreLowBytes(destination + i);
    }
}
