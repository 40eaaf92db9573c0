using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Weights;

/// <summary>Resizes the grid of a position embedding, as the original code or PyTorch does it.</summary>
/// <remarks>
/// <c>interpolate_posembed</c> of the original is <c>scipy.ndimage.zoom(grid, order=1)</c>: bilinear with aligned corners, so that output
/// cell i of n takes its value at i (m - 1) / (n - 1) of the m input cells. The bicubic ways are those of
/// <c>torch.nn.functional.interpolate</c>, with half-pixel centres.
/// </remarks>
internal static class PositionEmbedding
{
    /// <summary>Resizes <paramref name="source"/> [sourceGrid², hidden] into <paramref name="destination"/> [grid², hidden].</summary>
    public static void Resize(ReadOnlySpan<float> source, int sourceGrid, Span<float> destination, int grid, int hidden, PositionResampling resampling)
    {
        Tap[][] taps = [.. Enumerable.Range(0, grid).Select(index => Taps(index, sourceGrid, grid, resampling))];
        for (int y = 0; y < grid; y++)
        {
            for (int x = 0; x < grid; x++)
            {
                for (int i = 0; i < hidden; i++)
                    destination[(y * grid + x) * hidden + i] = (float)Sample(source[i..], sourceGrid, hidden, taps[y], taps[x]);
            }
        }
    }

    /// <summary>One value, down the columns first and then across, in the order of the original, whose bits it has.</summary>
    private static double Sample(ReadOnlySpan<float> channel, int sourceGrid, int hidden, Tap[] rows, Tap[] columns)
    {
        double sum = 0;
        foreach (Tap column in columns)
        {
            double down = 0;
            foreach (Tap row in rows)
                down += channel[(row.Index * sourceGrid + column.Index) * hidden] * row.Weight;
            sum += down * column.Weight;
        }

        return sum;
    }

    private readonly record struct Tap(int Index, double Weight);

    private static Tap[] Taps(int index, int from, int to, PositionResampling resampling) => resampling switch
    {
        PositionResampling.Bicubic => Cubic(index, from, to),
        PositionResampling.BicubicAntialiased => AntialiasedCubic(index, from, to),
        _ => Linear(index, from, to),
    };

    private static Tap[] Linear(int index, int from, int to)
    {
        double position = to > 1 ? index * ((from - 1) / (double)(to - 1)) : 0.0;
        int low = Math.Min((int)Math.Floor(position), from - 1);
        return [new Tap(low, 1 - (position - low)), new Tap(Math.Min(low + 1, from - 1), position - low)];
    }

    /// <summary>Four taps around the centre; those outside take the border's value.</summary>
    private static Tap[] Cubic(int index, int from, int to)
    {
        double centre = (index + 0.5) * (from / (double)to) - 0.5;
        int floor = (int)Math.Floor(centre);
        return [.. Enumerable.Range(floor - 1, 4).Select(tap => new Tap(Math.Clamp(tap, 0, from - 1), CubicWeight(centre - tap, -0.75)))];
    }

    /// <summary>A kernel as wide as the cells that a shrunk one covers; taps outside are dropped.</summary>
    private static Tap[] AntialiasedCubic(int index, int from, int to)
    {
        double scale = from / (double)to, width = Math.Max(scale, 1), centre = (index + 0.5) * scale;
        int first = Math.Max(0, (int)(centre - 2 * width + 0.5)), end = Math.Min(from, (int)(centre + 2 * width + 0.5));
        Tap[] taps = [.. Enumerable.Range(first, end - first).Select(tap => new Tap(tap, CubicWeight((tap - centre + 0.5) / width, -0.5)))];
        double sum = taps.Sum(tap => tap.Weight);
        return Array.ConvertAll(taps, tap => tap with { Weight = tap.Weight / sum });
    }

    /// <summary>The cubic convolution kernel of Keys.</summary>
    private static double CubicWeight(double distance, double a)
    {
        double x = Math.Abs(distance);
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
            : 0;
    }
}
