using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// Interpolation with antialiasing: along the upright rows first, then across them. An upright picture's rows are filtered as they come; of
/// one that lies on its side the needed part is kept until all its rows are there.
/// </summary>
/// <typeparam name="T">A pixel between the passes.</typeparam>
internal abstract class FilteringResampler<T> : Resampler
    where T : unmanaged
{
    private readonly ResizePlan _plan;
    private readonly Orientation _orientation;
    private readonly (int First, int End) _rows;
    private readonly (int First, int End) _columns;
    private readonly PooledMemory _filtered;
    private readonly PooledMemory? _turned;
    private readonly Rented<uint> _line;

    /// <param name="plan">The sizes.</param>
    /// <param name="orientation">How the stored picture is turned.</param>
    /// <param name="rows">The upright rows that are needed.</param>
    /// <param name="columns">The upright columns that are needed.</param>
    protected unsafe FilteringResampler(ResizePlan plan, Orientation orientation, (int First, int End) rows, (int First, int End) columns)
    {
        (_plan, _orientation, _rows, _columns) = (plan, orientation, rows, columns);
        _filtered = new PooledMemory((long)sizeof(T) * Needed * plan.Horizontal.Count);
        _line = new Rented<uint>(plan.Horizontal.Source);
        if (orientation.SwapsAxes)
            _turned = new PooledMemory(4L * Needed * plan.Horizontal.Source);
    }

    private int Needed => _rows.End - _rows.First;

    public override bool Needs(int row)
    {
        int upright = Upright(row);
        (int first, int end) = _orientation.SwapsAxes ? _columns : _rows;
        return upright >= first && upright < end;
    }

    public override void Accept(int row, ReadOnlySpan<byte> pixels)
    {
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(pixels);
        if (_turned is not null)
        {
            Turn(Upright(row), source);
            return;
        }

        if (_orientation.ReversesColumns)
        {
            Span<uint> line = _line.Span[..source.Length];
            source.CopyTo(line);
            line.Reverse();
            source = line;
        }

        FilterRow(source, FilteredRows(Upright(row) - _rows.First, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(Span<float> pixels)
    {
        int width = _plan.Horizontal.Source;
        for (int y = 0; _turned is not null && y < Needed; y++)
            FilterRow(MemoryMarshal.Cast<byte, uint>(_turned.Slice(4L * y * width, 4 * width)), FilteredRows(y, 1));
        FilterColumns(pixels);
    }

    public override void Dispose()
    {
        _filtered.Dispose();
        _turned?.Dispose();
        _line.Dispose();
    }

    /// <summary>Filters along an upright row.</summary>
    protected abstract void FilterRow(ReadOnlySpan<uint> row, Span<T> result);

    /// <summary>Filters across the rows and writes the model's pixels.</summary>
    protected abstract void FilterColumns(Span<float> pixels);

    /// <summary>Filtered rows, counted from the first that is needed.</summary>
    protected unsafe Span<T> FilteredRows(int first, int count)
    {
        int length = sizeof(T) * _plan.Horizontal.Count;
        return MemoryMarshal.Cast<byte, T>(_filtered.Slice((long)first * length, count * length));
    }

    // The upright row, or of a picture on its side the upright column, that a stored row is.
    private int Upright(int row) => _orientation.SwapsAxes
        ? _orientation.ReversesColumns ? _plan.Horizontal.Source - 1 - row : row
        : _orientation.ReversesRows ? _plan.Vertical.Source - 1 - row : row;

    // A stored row is an upright column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Turn(int column, ReadOnlySpan<uint> source)
    {
        uint* target = (uint*)_turned!.Address + column;
        for (int y = 0; y < Needed; y++, target += _plan.Horizontal.Source)
            *target = source[_orientation.ReversesRows ? source.Length - 1 - (y + _rows.First) : y + _rows.First];
    }
}
