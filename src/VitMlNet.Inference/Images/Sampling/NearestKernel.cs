using System.Runtime.CompilerServices;

namespace VitMlNet;

/// <summary>Takes one source pixel for each output pixel.</summary>
internal static class NearestKernel
{
    /// <param name="grid">The source pixels.</param>
    /// <param name="rows">The row of each output row, as an offset in the grid.</param>
    /// <param name="columns">The column of each output column, as an offset in the grid.</param>
    /// <param name="scale">The last step.</param>
    /// <param name="pixels">The result, rows x columns x 3.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<uint> grid, AxisTaps rows, AxisTaps columns, PixelScale scale, Span<float> pixels)
    {
        int width = columns.Count;
        using var buffer = new Rented<uint>(width);
        Span<uint> line = buffer.Span;
        ReadOnlySpan<int> index = columns.Index;
        for (int y = 0; y < rows.Count; y++)
        {
            ReadOnlySpan<uint> row = grid[rows.Index[y]..];
            for (int x = 0; x < line.Length; x++)
                line[x] = row[index[x]];
            FilterKernels.Scale(line, scale.ByteTable, pixels.Slice(3 * width * y, 3 * width));
        }
    }
}
