using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// Multiplies a row, seen as a matrix [size, length / size], by a Hadamard matrix: Sylvester's, here without its factor 1 / sqrt(size).
/// No value then dwarfs the others, which 8 bits would lose beside it.
/// </summary>
internal static unsafe class Rotation
{
    /// <summary>Sums and differences at growing distances: a fast Walsh-Hadamard transform.</summary>
    /// <param name="row">The values, replaced in place.</param>
    /// <param name="length">A multiple of <paramref name="size"/>.</param>
    /// <param name="size">A power of two.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TLanes>(float* row, int length, int size)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int distance = length / size; distance < length; distance *= 2)
        {
            int vectors = distance - distance % TLanes.Count;
            for (float* first = row; first < row + length; first += 2 * distance)
            {
                Add<TLanes>(first, first + distance, 0, vectors);
                Add<Lanes1>(first, first + distance, vectors, distance);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes>(float* first, float* second, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes left = TLanes.Load(first + i);
            TLanes right = TLanes.Load(second + i);
            (left + right).Store(first + i);
            (left - right).Store(second + i);
        }
    }
}
