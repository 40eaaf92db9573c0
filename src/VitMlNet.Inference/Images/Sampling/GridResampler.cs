using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// Interpolation without antialiasing, or the nearest pixel: only the pixels where a needed row crosses a needed column are kept, in a small grid.
/// The kernel reads the grid in upright order, which costs nothing, whatever the orientation.
/// </summary>
internal sealed class GridResampler : Resampler
{
    private readonly AxisTaps _rows;
    private readonly AxisTaps _columns;
    private readonly GridAxis _storedRows;
    private readonly GridAxis _storedColumns;
    private readonly Rented<uint> _grid;
    private readonly PixelScale _scale;
    private readonly VitInterpolation _interpolation;

    public GridResampler(ResizePlan plan, Orientation orientation, PixelScale scale, VitInterpolation interpolation, VitResizeArithmetic arithmetic)
    {
        _scale = scale;
        _interpolation = interpolation;
        _rows = AxisTaps.Create(plan.Vertical, interpolation, arithmetic);
        _columns = AxisTaps.Create(plan.Horizontal, interpolation, arithmetic);
        var vertical = new GridAxis(_rows, plan.Vertical.Source, orientation.ReversesRows);
        var horizontal = new GridAxis(_columns, plan.Horizontal.Source, orientation.ReversesColumns);
        (_storedRows, _storedColumns) = orientation.SwapsAxes ? (horizontal, vertical) : (vertical, horizontal);
        vertical.Rewrite(_rows, orientation.SwapsAxes ? 1 : _storedColumns.Count);
        horizontal.Rewrite(_columns, orientation.SwapsAxes ? _storedColumns.Count : 1);
        _grid = new Rented<uint>(_storedRows.Count * _storedColumns.Count);
    }

    public override bool Needs(int row) => (uint)_storedRows.SlotOf(row) < (uint)_storedRows.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Accept(int row, ReadOnlySpan<byte> pixels)
    {
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(pixels);
        int count = _storedColumns.Count;
        Span<uint> target = _grid.Span.Slice(_storedRows.SlotOf(row) * count, count);
        if (_storedColumns.IsRun)
        {
            source.Slice(_storedColumns.First, count).CopyTo(target);
            return;
        }

        ReadOnlySpan<int> columns = _storedColumns.Positions;
        for (int i = 0; i < target.Length; i++)
            target[i] = source[columns[i]];
    }

    public override void Finish(Span<float> pixels)
    {
        if (_interpolation == VitInterpolation.Bilinear)
            BilinearKernel.Run(_grid.Span, _rows, _columns, _scale, pixels);
        else if (_interpolation != VitInterpolation.Bicubic)
            NearestKernel.Run(_grid.Span, _rows, _columns, _scale, pixels);
        else
            BicubicKernel.Run(_grid.Span, _rows, _columns, _scale, pixels);
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _columns.Dispose();
        _storedRows.Dispose();
        _storedColumns.Dispose();
        _grid.Dispose();
    }
}
