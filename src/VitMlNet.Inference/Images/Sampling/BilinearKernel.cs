using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<uint> grid, AxisTaps rows, AxisTaps columns, PixelScale scale, Span<float> pixels)
    {
        int width = columns.Count;
        using var buffer = new Rented<float>(2 * 4 * width);
        Span<Vector128<float>> vectors = MemoryMarshal.Cast<float, Vector128<float>>(buffer.Span);
        Span<Vector128<float>> upper = vectors[..width], lower = vectors.Slice(width, width);
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
                Horizontal(grid, upperRow = first, columns, upper);
            if (second != lowerRow)
                Horizontal(grid, lowerRow = second, columns, lower);
            Vertical(upper, lower, rows.Weight[y], scale, pixels.Slice(3 * width * y, 3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Horizontal(ReadOnlySpan<uint> grid, int row, AxisTaps columns, Span<Vector128<float>> result)
    {
        // The columns are in ascending or descending order: where the first and the last are inside the grid, all are.
        ReadOnlySpan<int> index = columns.Index;
        _ = grid[row + index[0]] + grid[row + index[^1]];
        ref uint source = ref Unsafe.Add(ref MemoryMarshal.GetReference(grid), row);
        ref int tap = ref MemoryMarshal.GetReference(index);
        ReadOnlySpan<float> weight = columns.Weight[..result.Length];
        for (int x = 0; x < result.Length; x++)
        {
            Vector128<float> left = PixelVectors.ToSingle(Unsafe.Add(ref source, Unsafe.Add(ref tap, 2 * x)));
            Vector128<float> right = PixelVectors.ToSingle(Unsafe.Add(ref source, Unsafe.Add(ref tap, (2 * x) + 1)));
            result[x] = left + ((right - left) * weight[x]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vertical(ReadOnlySpan<Vector128<float>> upper, ReadOnlySpan<Vector128<float>> lower, float weight, PixelScale scale, Span<float> pixels)
    {
        int last = upper.Length - 1;
        lower = lower[..upper.Length];
        ref float target = ref MemoryMarshal.GetReference(pixels[..(3 * upper.Length)]);
        PixelScale.Lanes lanes = scale.Vectors;
        int x = 0;
        // Each store runs one value over into the next pixel, which then overwrites it; the last pixel has no next.
        for (; x + 2 <= last; x += 2)
        {
            Vector256<float> top = Vector256.Create(upper[x], upper[x + 1]);
            Vector256<float> pair = lanes.Apply(top + ((Vector256.Create(lower[x], lower[x + 1]) - top) * weight));
            pair.GetLower().StoreUnsafe(ref target, (nuint)(3 * x));
            pair.GetUpper().StoreUnsafe(ref target, (nuint)((3 * x) + 3));
        }

        for (; x < last; x++)
            lanes.Apply(upper[x] + ((lower[x] - upper[x]) * weight)).StoreUnsafe(ref target, (nuint)(3 * x));
        PixelVectors.StoreLast(lanes.Apply(upper[last] + ((lower[last] - upper[last]) * weight)), pixels);
    }
}
