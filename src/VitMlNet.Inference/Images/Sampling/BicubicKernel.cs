using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet;

/// <summary>Bicubic interpolation in float32 without antialiasing: four columns of each of four rows, weighted along the rows first.</summary>
internal static class BicubicKernel
{
    /// <param name="grid">The source pixels.</param>
    /// <param name="rows">The taps of each output row, as offsets in the grid.</param>
    /// <param name="columns">The taps of each output column, as offsets in the grid.</param>
    /// <param name="scale">The last step.</param>
    /// <param name="pixels">The result, rows x columns x 3.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<uint> grid, AxisTaps rows, AxisTaps columns, PixelScale scale, Span<float> pixels)
    {
        int width = columns.Count;
        using var buffer = new Rented<float>(5 * 4 * width);
        Span<Vector128<float>> vectors = MemoryMarshal.Cast<float, Vector128<float>>(buffer.Span);
        Span<Vector128<float>> result = vectors[(4 * width)..];
        // The last four lines are kept: neighbouring output rows share some.
        Span<int> held = [-1, -1, -1, -1];
        for (int y = 0; y < rows.Count; y++)
        {
            ReadOnlySpan<int> index = rows.Index.Slice(4 * y, 4);
            ReadOnlySpan<float> weight = rows.Weight.Slice(4 * y, 4);
            result.Clear();
            for (int tap = 0; tap < 4; tap++)
            {
                int place = held.IndexOf(index[tap]);
                if (place < 0)
                {
                    place = PlaceToReuse(held, index);
                    held[place] = index[tap];
                    Horizontal(grid[index[tap]..], columns, vectors.Slice(place * width, width));
                }

                Add(vectors.Slice(place * width, width), weight[tap], result);
            }

            PixelVectors.StoreRow(result, scale.Vectors, pixels.Slice(3 * width * y, 3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int PlaceToReuse(ReadOnlySpan<int> held, ReadOnlySpan<int> needed)
    {
        int place = 0;
        while (needed.Contains(held[place]))
            place++;
        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Horizontal(ReadOnlySpan<uint> row, AxisTaps columns, Span<Vector128<float>> result)
    {
        ReadOnlySpan<int> index = columns.Index;
        ReadOnlySpan<float> weight = columns.Weight;
        for (int x = 0; x < result.Length; x++)
        {
            Vector128<float> sum = Vector128<float>.Zero;
            for (int tap = 4 * x; tap < (4 * x) + 4; tap++)
                sum += PixelVectors.ToSingle(row[index[tap]]) * weight[tap];
            result[x] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<Vector128<float>> line, float weight, Span<Vector128<float>> sum)
    {
        line = line[..sum.Length];
        for (int x = 0; x < sum.Length; x++)
            sum[x] += line[x] * weight;
    }
}
