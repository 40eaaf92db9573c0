using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet;

/// <summary>The two passes over 8-bit pixels in fixed-point arithmetic; each rounds its result to 8 bits.</summary>
internal static class FilterKernels
{
    /// <summary>Filters along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Horizontal(ReadOnlySpan<uint> row, FilterTaps taps, Span<uint> result)
    {
        FilterTaps.Runs runs = taps.All;
        int precision = taps.Precision, half = 1 << (precision - 1);
        for (int x = 0; x < result.Length; x++)
        {
            ReadOnlySpan<int> weights = runs.Weights(x);
            ReadOnlySpan<uint> source = row.Slice(runs.First(x), weights.Length);
            Vector256<int> pair = Vector256<int>.Zero;
            int tap = 0;
            for (; tap + 2 <= weights.Length; tap += 2)
                pair += PixelVectors.ToInt32Pair(source, tap) * Vector256.Create(Vector128.Create(weights[tap]), Vector128.Create(weights[tap + 1]));
            Vector128<int> sum = Vector128.Create(half) + pair.GetLower() + pair.GetUpper();
            if (tap < weights.Length)
                sum += PixelVectors.ToInt32(source[tap]) * weights[tap];
            result[x] = Round(sum, precision);
        }
    }

    /// <summary>Filters across rows.</summary>
    /// <param name="rows">The first of the rows, each of <paramref name="result"/>'s length.</param>
    /// <param name="weights">The weight of each row.</param>
    /// <param name="precision">The fractional bits of the weights.</param>
    /// <param name="result">The filtered row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vertical(ReadOnlySpan<uint> rows, ReadOnlySpan<int> weights, int precision, Span<uint> result)
    {
        int x = 0, half = 1 << (precision - 1);
        for (; x + 2 <= result.Length; x += 2)
        {
            Vector256<int> pair = Vector256.Create(half);
            for (int tap = 0, at = x; tap < weights.Length; tap++, at += result.Length)
                pair += PixelVectors.ToInt32Pair(rows, at) * weights[tap];
            result[x] = Round(pair.GetLower(), precision);
            result[x + 1] = Round(pair.GetUpper(), precision);
        }

        if (x == result.Length)
            return;
        Vector128<int> sum = Vector128.Create(half);
        for (int tap = 0, at = x; tap < weights.Length; tap++, at += result.Length)
            sum += PixelVectors.ToInt32(rows[at]) * weights[tap];
        result[x] = Round(sum, precision);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Round(Vector128<int> sum, int precision)
    {
        Vector128<int> value = Vector128.Min(Vector128.Max(sum >> precision, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<ushort> words = Vector128.Narrow(value.AsUInt32(), value.AsUInt32());
        return Vector128.Narrow(words, words).AsUInt32().ToScalar();
    }

    /// <summary>The last step, by table: from 8-bit pixels to the model's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<uint> row, ReadOnlySpan<float> table, Span<float> pixels)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(row);
        for (int from = 0, to = 0; from < bytes.Length; from += 4, to += 3)
        {
            pixels[to] = table[3 * bytes[from]];
            pixels[to + 1] = table[(3 * bytes[from + 1]) + 1];
            pixels[to + 2] = table[(3 * bytes[from + 2]) + 2];
        }
    }
}
