using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// Interpolation with antialiasing, as PIL does it: along the upright rows first, then across them. An upright picture's
/// rows are filtered as they come; of one that lies on its side the needed part is kept until all its rows are there.
/// </summary>
internal sealed class FilterResampler : Resampler
{
    private readonly FilterTaps _rows;
    private readonly FilterTaps _columns;
    private readonly ResizePlan _plan;
    private readonly Orientation _orientation;
    private readonly PixelScale _scale;
    private readonly int _needed;
    private readonly PooledMemory _filtered;
    private readonly PooledMemory? _turned;
    private readonly Rented<uint> _line;

    public FilterResampler(ResizePlan plan, Orientation orientation, PixelScale scale, VitInterpolation interpolation)
    {
        _plan = plan;
        _orientation = orientation;
        _scale = scale;
        _rows = new FilterTaps(plan.Vertical, interpolation);
        _columns = new FilterTaps(plan.Horizontal, interpolation);
        _needed = _rows.EndNeeded - _rows.FirstNeeded;
        _filtered = new PooledMemory(4L * _needed * _columns.Count);
        _line = new Rented<uint>(Math.Max(plan.Horizontal.Source, _columns.Count));
        if (orientation.SwapsAxes)
            _turned = new PooledMemory(4L * _needed * plan.Horizontal.Source);
    }

    public override bool Needs(int row)
    {
        int upright = Upright(row);
        return _orientation.SwapsAxes
            ? upright >= _columns.FirstNeeded && upright < _columns.EndNeeded
            : upright >= _rows.FirstNeeded && upright < _rows.EndNeeded;
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

        FilterKernels.Horizontal(source, _columns, FilteredRow(Upright(row) - _rows.FirstNeeded));
    }

    public override void Finish(Span<float> pixels)
    {
        for (int y = 0; _turned is not null && y < _needed; y++)
            FilterKernels.Horizontal(
                MemoryMarshal.Cast<byte, uint>(_turned.Slice(4L * y * _plan.Horizontal.Source, 4 * _plan.Horizontal.Source)), _columns, FilteredRow(y));

        int width = _columns.Count;
        Span<uint> line = _line.Span[..width];
        for (int y = 0; y < _rows.Count; y++)
        {
            ReadOnlySpan<int> weights = _rows.All.Weights(y);
            ReadOnlySpan<byte> source = _filtered.Slice(4L * (_rows.All.First(y) - _rows.FirstNeeded) * width, 4 * weights.Length * width);
            FilterKernels.Vertical(MemoryMarshal.Cast<byte, uint>(source), weights, line);
            FilterKernels.Scale(line, _scale.ByteTable, pixels.Slice(3 * width * y, 3 * width));
        }
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _columns.Dispose();
        _filtered.Dispose();
        _turned?.Dispose();
        _line.Dispose();
    }

    // The upright row, or of a picture on its side the upright column, that a stored row is.
    private int Upright(int row) => _orientation.SwapsAxes
        ? _orientation.ReversesColumns ? _plan.Horizontal.Source - 1 - row : row
        : _orientation.ReversesRows ? _plan.Vertical.Source - 1 - row : row;

    private Span<uint> FilteredRow(int y) => MemoryMarshal.Cast<byte, uint>(_filtered.Slice(4L * y * _columns.Count, 4 * _columns.Count));

    // A stored row is an upright column.
    private unsafe void Turn(int column, ReadOnlySpan<uint> source)
    {
        uint* target = (uint*)_turned!.Address + column;
        int first = _rows.FirstNeeded;
        for (int y = 0; y < _needed; y++, target += _plan.Horizontal.Source)
            *target = source[_orientation.ReversesRows ? source.Length - 1 - (y + first) : y + first];
    }
}
