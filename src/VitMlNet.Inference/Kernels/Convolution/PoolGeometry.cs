using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>A 3x3 maximum with stride 2, over values that are not negative: what is outside the image counts as 0.</summary>
internal sealed unsafe class PoolGeometry
{
    private const int Side = 3;
    private const int Stride = 2;

    private readonly int _top;
    private readonly int _left;
    private readonly int _bottom;
    private readonly int _right;

    /// <param name="pads">Top, left, bottom, right.</param>
    /// <exception cref="ArgumentException">They are not four numbers below the kernel's size.</exception>
    public PoolGeometry(long[] pads)
    {
        if (pads is not [>= 0 and < Side, >= 0 and < Side, >= 0 and < Side, >= 0 and < Side])
            throw new ArgumentException($"four pads from 0 to {Side - 1} are expected, and they are [{string.Join(", ", pads)}].");
        (_top, _left, _bottom, _right) = ((int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3]);
    }

    public int Rows(int height) => Outputs(height + _top + _bottom);

    public int Columns(int width) => Outputs(width + _left + _right);

    /// <summary>The floats of one row with its pads.</summary>
    public int BufferSize(int width) => _left + width + _right;

    /// <summary>Pools one channel after its affine; returns the largest.</summary>
    /// <param name="values">[height, width].</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="factor">The channel's factor.</param>
    /// <param name="addend">The channel's addend.</param>
    /// <param name="buffer">Takes <see cref="BufferSize"/> floats.</param>
    /// <param name="destination">Takes the results, each <paramref name="step"/> floats behind the last.</param>
    /// <param name="step">The channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Pool<TLanes>(float* values, int height, int width, float factor, float addend, float* buffer, float* destination, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        int rows = Rows(height);
        int columns = Columns(width);
        int vectors = width - width % TLanes.Count;
        new Span<float>(buffer, BufferSize(width)).Clear();
        float largest = 0;
        for (int y = 0; y < rows; y++)
        {
            int first = Math.Max(0, y * Stride - _top);
            int last = Math.Min(height, y * Stride - _top + Side) - 1;
            float* source = values + (long)first * width;
            LargestOfRows<TLanes>(source, last - first, width, factor, addend, buffer + _left, 0, vectors);
            LargestOfRows<Lanes1>(source, last - first, width, factor, addend, buffer + _left, vectors, width);
            float* read = buffer;
            for (int x = 0; x < columns; x++, read += Stride, destination += step)
            {
                float value = Math.Max(Math.Max(read[0], read[1]), read[2]);
                largest = Math.Max(largest, value);
                *destination = value;
            }
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LargestOfRows<TLanes>(
        float* source, int more, int width, float factor, float addend, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes factors = TLanes.Of(factor);
        TLanes addends = TLanes.Of(addend);
        for (int x = from; x < to; x += TLanes.Count)
        {
            TLanes largest = TLanes.Of(0);
            for (int row = 0; row <= more; row++)
                largest = TLanes.Max(largest, TLanes.MultiplyAdd(TLanes.Load(source + (long)row * width + x), factors, addends));
            largest.Store(destination + x);
        }
    }

    private static int Outputs(int padded) => padded >= Side
        ? (padded - Side) / Stride + 1
        : throw new ArgumentException($"an image of at least {Side} pixels with its pads is expected, and it has {padded}.");
}
