using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>The sum, the sum of squares, the largest and the smallest of each channel's values over some pixels.</summary>
internal readonly unsafe struct ChannelStatistics(float* memory, int channels)
{
    /// <summary>So many pixels are summed in registers: they stay in the cache while all channels are gone through.</summary>
    private const int Tile = 32;

    public float* Sums => memory;

    public float* Squares => memory + channels;

    public float* Largest => memory + 2 * channels;

    public float* Smallest => memory + 3 * channels;

    /// <summary>The floats of memory that the statistics take.</summary>
    public static int Count(int channels) => 4 * channels;

    /// <summary>Begins anew with some pixels of an image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Collect<TLanes>(int* values, int pixels)
        where TLanes : struct, ILanes<TLanes>
    {
        new Span<float>(Sums, 2 * channels).Clear();
        new Span<float>(Largest, channels).Fill(float.MinValue);
        new Span<float>(Smallest, channels).Fill(float.MaxValue);
        int vectors = channels - channels % TLanes.Count;
        for (int from = 0; from < pixels; from += Tile)
        {
            int* tile = values + (long)from * channels;
            int count = Math.Min(Tile, pixels - from);
            Collect<TLanes>(tile, count, 0, vectors);
            Collect<Lanes1>(tile, count, vectors, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Merge(ChannelStatistics other)
    {
        for (int c = 0; c < channels; c++)
        {
            Sums[c] += other.Sums[c];
            Squares[c] += other.Squares[c];
            Largest[c] = Math.Max(Largest[c], other.Largest[c]);
            Smallest[c] = Math.Min(Smallest[c], other.Smallest[c]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collect<TLanes>(int* tile, int pixels, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int c = from; c < to; c += TLanes.Count)
        {
            TLanes sum = TLanes.Of(0);
            TLanes square = TLanes.Of(0);
            TLanes largest = TLanes.Load(Largest + c);
            TLanes smallest = TLanes.Load(Smallest + c);
            int* pixel = tile + c;
            for (int p = 0; p < pixels; p++, pixel += channels)
            {
                TLanes value = TLanes.Load(pixel);
                sum += value;
                square = TLanes.MultiplyAdd(value, value, square);
                largest = TLanes.Max(largest, value);
                smallest = TLanes.Min(smallest, value);
            }

            (TLanes.Load(Sums + c) + sum).Store(Sums + c);
            (TLanes.Load(Squares + c) + square).Store(Squares + c);
            largest.Store(Largest + c);
            smallest.Store(Smallest + c);
        }
    }
}
