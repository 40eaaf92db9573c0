using System.Runtime.CompilerServices;

namespace VitMlNet;

/// <summary>Interpolation with antialiasing in 8 bits, as Pillow and torchvision do it.</summary>
internal sealed class FilterResampler : FilteringResampler<uint>
{
    private readonly FilterTaps _rows;
    private readonly FilterTaps _columns;
    private readonly PixelScale _scale;

    private FilterResampler(ResizePlan plan, Orientation orientation, FilterTaps rows, FilterTaps columns, PixelScale scale)
        : base(plan, orientation, (rows.FirstNeeded, rows.EndNeeded), (columns.FirstNeeded, columns.EndNeeded)) =>
        (_rows, _columns, _scale) = (rows, columns, scale);

    public static FilterResampler Create(
        ResizePlan plan, Orientation orientation, PixelScale scale, VitInterpolation interpolation, VitResizeArithmetic arithmetic) =>
        new(plan, orientation, new FilterTaps(plan.Vertical, interpolation, arithmetic), new FilterTaps(plan.Horizontal, interpolation, arithmetic), scale);

    public override void Dispose()
    {
        base.Dispose();
        _rows.Dispose();
        _columns.Dispose();
    }

    protected override void FilterRow(ReadOnlySpan<uint> row, Span<uint> result) => FilterKernels.Horizontal(row, _columns, result);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void FilterColumns(Span<float> pixels)
    {
        int width = _columns.Count, first = _rows.FirstNeeded;
        using var buffer = new Rented<uint>(width);
        Span<uint> line = buffer.Span;
        FilterTaps.Runs runs = _rows.All;
        for (int y = 0; y < _rows.Count; y++)
        {
            ReadOnlySpan<int> weights = runs.Weights(y);
            FilterKernels.Vertical(FilteredRows(runs.First(y) - first, weights.Length), weights, _rows.Precision, line);
            FilterKernels.Scale(line, _scale.ByteTable, pixels.Slice(3 * width * y, 3 * width));
        }
    }
}
