using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet;

/// <summary>
/// Interpolation with antialiasing in float32, never rounded, of values that are rescaled before: sums by fused multiplication, as torch's.
/// </summary>
internal sealed class FloatResampler : FilteringResampler<Vector128<float>>
{
    private readonly FloatTaps _rows;
    private readonly FloatTaps _columns;
    private readonly PixelScale _scale;

    private FloatResampler(ResizePlan plan, Orientation orientation, FloatTaps rows, FloatTaps columns, PixelScale scale)
        : base(plan, orientation, (rows.FirstNeeded, rows.EndNeeded), (columns.FirstNeeded, columns.EndNeeded)) =>
        (_rows, _columns, _scale) = (rows, columns, scale);

    public static FloatResampler Create(ResizePlan plan, Orientation orientation, PixelScale scale, VitInterpolation interpolation) =>
        new(plan, orientation, new FloatTaps(plan.Vertical, interpolation), new FloatTaps(plan.Horizontal, interpolation), scale);

    public override void Dispose()
    {
        base.Dispose();
        _rows.Dispose();
        _columns.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void FilterRow(ReadOnlySpan<uint> row, Span<Vector128<float>> result)
    {
        float factor = _scale.RescaleFactor;
        for (int x = 0; x < result.Length; x++)
        {
            ReadOnlySpan<float> weights = _columns.Of(x, out int first);
            Vector128<float> sum = Vector128<float>.Zero;
            for (int tap = 0; tap < weights.Length; tap++)
                sum = Vector128.FusedMultiplyAdd(PixelVectors.ToSingle(row[first + tap]) * factor, Vector128.Create(weights[tap]), sum);
            result[x] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void FilterColumns(Span<float> pixels)
    {
        int width = _columns.Count;
        using var buffer = new Rented<float>(4 * width);
        Span<Vector128<float>> line = MemoryMarshal.Cast<float, Vector128<float>>(buffer.Span);
        for (int y = 0; y < _rows.Count; y++)
        {
            ReadOnlySpan<float> weights = _rows.Of(y, out int first);
            ReadOnlySpan<Vector128<float>> source = FilteredRows(first - _rows.FirstNeeded, weights.Length);
            for (int x = 0; x < width; x++)
            {
                Vector128<float> sum = Vector128<float>.Zero;
                for (int tap = 0, at = x; tap < weights.Length; tap++, at += width)
                    sum = Vector128.FusedMultiplyAdd(source[at], Vector128.Create(weights[tap]), sum);
                line[x] = sum;
            }

            PixelVectors.StoreRow(line, _scale.Rescaled, pixels.Slice(3 * width * y, 3 * width));
        }
    }
}
