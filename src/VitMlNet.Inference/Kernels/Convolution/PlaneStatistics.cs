using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Sums over the pixels of one channel in the order NCHW, and the GroupNorm that follows from them.</summary>
internal static unsafe class PlaneStatistics
{
    /// <summary>So many values are summed in registers before they go to a sum in double precision.</summary>
    private const int Tile = 1024;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<TLanes>(float* values, int count, out float sum, out float square)
        where TLanes : struct, ILanes<TLanes>
    {
        double total = 0;
        double totalSquare = 0;
        for (int from = 0; from < count; from += Tile)
        {
            int to = Math.Min(count, from + Tile);
            int vectors = from + (to - from) / TLanes.Count * TLanes.Count;
            Add<TLanes>(values, from, vectors, ref total, ref totalSquare);
            Add<Lanes1>(values, vectors, to, ref total, ref totalSquare);
        }

        sum = (float)total;
        square = (float)totalSquare;
    }

    /// <summary>A channel's factor and addend, from the sums of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Factor, float Addend) Fold(float* sums, float* squares, int from, int size, int plane, float gamma, float beta)
    {
        double mean = 0;
        double square = 0;
        for (int c = from; c < from + size; c++)
        {
            mean += sums[c];
            square += squares[c];
        }

        double count = (double)size * plane;
        mean /= count;
        double factor = gamma / Math.Sqrt(Math.Max(0, square / count - mean * mean) + GroupNormalization.Epsilon);
        return ((float)factor, (float)(beta - factor * mean));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes>(float* values, int from, int to, ref double total, ref double totalSquare)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Of(0);
        TLanes square = TLanes.Of(0);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(values + i);
            sum += value;
            square = TLanes.MultiplyAdd(value, value, square);
        }

        total += sum.Sum();
        totalSquare += square.Sum();
    }
}
