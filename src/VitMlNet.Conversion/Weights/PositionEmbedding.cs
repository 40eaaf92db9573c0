namespace VitMlNet.Conversion.Weights;

/// <summary>Resizes a position embedding to another grid, as <c>interpolate_posembed</c> of the original code does.</summary>
/// <remarks>
/// The original is <c>scipy.ndimage.zoom(grid, order=1)</c>: bilinear with aligned corners, so that output cell i of n takes its
/// value at i (m - 1) / (n - 1) of the m input cells. The class token's row is kept.
/// </remarks>
internal static class PositionEmbedding
{
    /// <summary>Resizes <paramref name="source"/> [1 + sourceGrid², hidden] into <paramref name="destination"/> [1 + destinationGrid², hidden].</summary>
    public static void Resize(ReadOnlySpan<float> source, int sourceGrid, Span<float> destination, int destinationGrid, int hidden)
    {
        source[..hidden].CopyTo(destination);
        ReadOnlySpan<float> input = source[hidden..];
        Span<float> output = destination[hidden..];
        for (int y = 0; y < destinationGrid; y++)
        {
            (int top, int bottom, double ty) = Sample(y, sourceGrid, destinationGrid);
            for (int x = 0; x < destinationGrid; x++)
            {
                (int left, int right, double tx) = Sample(x, sourceGrid, destinationGrid);
                ReadOnlySpan<float> topLeft = input.Slice((top * sourceGrid + left) * hidden, hidden);
                ReadOnlySpan<float> topRight = input.Slice((top * sourceGrid + right) * hidden, hidden);
                ReadOnlySpan<float> bottomLeft = input.Slice((bottom * sourceGrid + left) * hidden, hidden);
                ReadOnlySpan<float> bottomRight = input.Slice((bottom * sourceGrid + right) * hidden, hidden);
                Span<float> cell = output.Slice((y * destinationGrid + x) * hidden, hidden);
                for (int i = 0; i < hidden; i++)
                {
                    double atLeft = topLeft[i] * (1 - ty) + bottomLeft[i] * ty;
                    double atRight = topRight[i] * (1 - ty) + bottomRight[i] * ty;
                    cell[i] = (float)(atLeft * (1 - tx) + atRight * tx);
                }
            }
        }
    }

    private static (int Low, int High, double Fraction) Sample(int index, int sourceGrid, int destinationGrid)
    {
        double position = destinationGrid > 1 ? index * ((sourceGrid - 1) / (double)(destinationGrid - 1)) : 0.0;
        int low = Math.Min((int)Math.Floor(position), sourceGrid - 1);
        return (low, Math.Min(low + 1, sourceGrid - 1), position - low);
    }
}
