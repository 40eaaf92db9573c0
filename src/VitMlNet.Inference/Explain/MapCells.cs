
namespace VitMlNet;

/// <summary>The values of a map: finite numbers.</summary>
internal sealed class MapCells
{
    private readonly float[] _values;

    private MapCells(float[] values, int rows, int columns) => (_values, Rows, Columns) = (values, rows, columns);

    public int Rows { get; }

    public int Columns { get; }

    /// <exception cref="ArgumentException">There are more or fewer values, or some that are not finite.</exception>
    public static MapCells Create(ReadOnlySpan<float> map, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (map.Length != Math.BigMul(rows, columns))
            throw new ArgumentException($"A map of {rows} rows and {columns} columns has {Math.BigMul(rows, columns)} values, and {map.Length} were "
                + "given.", nameof(map));
        foreach (float value in map)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"The values of a map are expected to be finite, and one is {value}. "
                    + "A row whose image could not be read has a map of NaN: leave it out.", nameof(map));
        }

        return new MapCells(map.ToArray(), rows, columns);
    }

    /// <summary>
    /// The map with 0 for the lowest value, and 1 for the highest of those that are left without a share of the highest; all 0 where they
    /// are equal.
    /// </summary>
    public MapCells Scale(double clippedShare)
    {
        float[] sorted = [.. _values.Order()];
        double lowest = sorted[0], highest = sorted[^(1 + (int)(clippedShare * (sorted.Length - 1)))];
        var values = new float[sorted.Length];
        for (int i = 0; highest > lowest && i < values.Length; i++)
            values[i] = (float)Math.Min(1, (_values[i] - lowest) / (highest - lowest));
        return new MapCells(values, Rows, Columns);
    }

    /// <summary>The map of the upright picture, where this is the map of the stored one.</summary>
    public MapCells Turn(Orientation orientation)
    {
        (int rows, int columns) = orientation.SwapsAxes ? (Columns, Rows) : (Rows, Columns);
        var values = new float[_values.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                (int y, int x) = orientation.SwapsAxes ? (column, row) : (row, column);
                y = orientation.ReversesRows ? rows - 1 - y : y;
                x = orientation.ReversesColumns ? columns - 1 - x : x;
                values[(y * columns) + x] = _values[(row * Columns) + column];
            }
        }

        return new MapCells(values, rows, columns);
    }

    /// <summary>Mixes the values' colours into the pixels that the network saw.</summary>
    public void Paint(PhotoPixels pixels, CellTaps rows, CellTaps columns, ColorTable colors, float opacity)
    {
        var line = new float[Columns];
        for (int y = rows.Start; y < rows.End; y++)
        {
            Array.Clear(line);
            for (int tap = 0; tap < CellTaps.Count; tap++)
            {
                (int row, float weight) = rows[y, tap];
                ReadOnlySpan<float> values = _values.AsSpan(row * Columns, Columns);
                for (int i = 0; i < line.Length; i++)
                    line[i] += weight * values[i];
            }

            PaintRow(pixels.Row(y), line, columns, colors, opacity);
        }
    }

    private static void PaintRow(Span<byte> row, float[] line, CellTaps columns, ColorTable colors, float opacity)
    {
        for (int x = columns.Start; x < columns.End; x++)
        {
            float value = 0;
            for (int tap = 0; tap < CellTaps.Count; tap++)
            {
                (int column, float weight) = columns[x, tap];
                value += weight * line[column];
            }

            ReadOnlySpan<byte> color = colors[value];
            for (int channel = 0; channel < 3; channel++)
            {
                ref byte pixel = ref row[(4 * x) + channel];
                pixel = (byte)(pixel + ((color[channel] - pixel) * opacity) + 0.5f);
            }
        }
    }
}
