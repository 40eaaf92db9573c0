using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet.Imaging.Sampling;

/// <summary>
/// TensorFlow's bilinear interpolation in float32, along the rows first: a + (b - a) t, in this order of operations and
/// without fused multiplication, so that every bit is the same.
/// </summary>
internal static class BilinearKernel
{
    /// <param name="grid">The source pixels.</param>
    /// <param name="rows">The taps of each output row, as offsets in the grid.</param>
    /// <param name="columns">The taps of each output column, as offsets in the grid.</param>
    /// <param name="scale">The last step.</param>
    /// <param name="pixels">The result, rows x columns x 3.</param>
    public static void Run(ReadOnlySpan<uint> grid, AxisTaps rows, AxisTaps columns, PixelScale scale, Span<float> pixels)
    {
        int width = columns.Count;
        using var buffer = new Rented<float>(3 * 4 * width);
        Span<Vector128<float>> vectors = MemoryMarshal.Cast<float, Vector128<float>>(buffer.Span);
        Span<Vector128<float>> upper = vectors[..width], lower = vectors.Slice(width, width), result = vectors[(2 * width)..];
        int upperRow = -1, lowerRow = -1;
        for (int y = 0; y < rows.Count; y++)
        {
            int first = rows.Index[2 * y], second = rows.Index[(2 * y) + 1];
            if (first == lowerRow)
            {
                Span<Vector128<float>> spare = upper;
                upper = lower;
                lower = spare;
                (upperRow, lowerRow) = (lowerRow, upperRow);
            }

            if (first != upperRow)
                Horizontal(grid[(upperRow = first)..], columns, upper);
            if (second != lowerRow)
                Horizontal(grid[(lowerRow = second)..], columns, lower);
            Vertical(upper, lower, rows.Weight[y], result);
            PixelVectors.StoreRow(result, scale, pixels.Slice(3 * width * y, 3 * width));
        }
    }

    private static void Horizontal(ReadOnlySpan<uint> row, AxisTaps columns, Span<Vector128<float>> result)
    {
        ReadOnlySpan<int> index = columns.Index;
        ReadOnlySpan<float> weight = columns.Weight[..result.Length];
        for (int x = 0; x < result.Length; x++)
        {
            Vector128<float> left = PixelVectors.ToSingle(row[index[2 * x]]);
            Vector128<float> right = PixelVectors.ToSingle(row[index[(2 * x) + 1]]);
            result[x] = left + ((right - left) * weight[x]);
        }
    }

    private static void Vertical(ReadOnlySpan<Vector128<float>> upper, ReadOnlySpan<Vector128<float>> lower, float weight, Span<Vector128<float>> result)
    {
        upper = upper[..result.Length];
        lower = lower[..result.Length];
        for (int x = 0; x < result.Length; x++)
            result[x] = upper[x] + ((lower[x] - upper[x]) * weight);
    }
}
