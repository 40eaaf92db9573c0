
namespace VitMlNet;

/// <summary>The cells of a map that each pixel of a drawing is interpolated from, in one direction, and with what weights.</summary>
internal sealed class CellTaps
{
    /// <summary>The number of cells for each pixel; some have no weight.</summary>
    public const int Count = 4;

    private readonly int[] _cells;
    private readonly float[] _weights;

    /// <param name="seen">The part of the photograph that the network saw.</param>
    /// <param name="length">The pixels of the drawing.</param>
    /// <param name="cells">The cells, spread evenly over that part.</param>
    /// <param name="interpolation">How they become pixels.</param>
    public CellTaps(AxisPlan seen, int length, int cells, VitInterpolation interpolation)
    {
        double pixels = (double)length / seen.Resized;
        double first = seen.Start * pixels, extent = seen.Count * pixels;
        // A pixel belongs to the part where its centre does.
        Start = Math.Clamp((int)Math.Ceiling(first - 0.5), 0, length);
        End = Math.Clamp((int)Math.Ceiling(first + extent - 0.5), Start, length);
        _cells = new int[Count * (End - Start)];
        _weights = new float[_cells.Length];
        for (int i = 0; i < End - Start; i++)
        {
            double position = (Start + i + 0.5 - first) * cells / extent;
            SetTaps(_cells.AsSpan(Count * i, Count), _weights.AsSpan(Count * i, Count), position, cells, interpolation);
        }
    }

    /// <summary>The first pixel that the network saw.</summary>
    public int Start { get; }

    /// <summary>The pixel after the last.</summary>
    public int End { get; }

    public (int Cell, float Weight) this[int pixel, int tap]
    {
        get
        {
            int at = (Count * (pixel - Start)) + tap;
            return (_cells[at], _weights[at]);
        }
    }

    // Beyond the border, the cell at the border goes on.
    private static void SetTaps(Span<int> taps, Span<float> weights, double position, int cells, VitInterpolation interpolation)
    {
        int first = (int)Math.Floor(position - 0.5) - 1;
        for (int tap = 0; tap < Count; tap++)
        {
            double distance = position - (first + tap + 0.5);
            taps[tap] = Math.Clamp(first + tap, 0, cells - 1);
            weights[tap] = interpolation switch
            {
                VitInterpolation.Bicubic => (float)FilterKernel.Bicubic(distance),
                VitInterpolation.Bilinear => (float)FilterKernel.Bilinear(distance),
                _ => first + tap == (int)Math.Floor(position) ? 1 : 0,
            };
        }
    }
}
