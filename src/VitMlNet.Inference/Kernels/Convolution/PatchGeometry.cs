namespace VitMlNet.Kernels;

/// <summary>Where a 3x3 convolution reads: its strides and the zeros around the image.</summary>
internal sealed class PatchGeometry
{
    public const int Side = 3;

    private readonly int _strideY;
    private readonly int _strideX;

    /// <exception cref="ArgumentException">The attributes do not fit a convolution of images in the order NHWC.</exception>
    public PatchGeometry(long[] strides, long[] pads)
    {
        if (strides is not [>= 1 and <= Largest, >= 1 and <= Largest])
            throw new ArgumentException($"two strides of at least 1 are expected, and they are [{string.Join(", ", strides)}].");
        if (pads is not [0, >= 0 and <= Largest, >= 0 and <= Largest, 0, 0, >= 0 and <= Largest, >= 0 and <= Largest, 0])
            throw new ArgumentException($"pads of height and width alone are expected, and they are [{string.Join(", ", pads)}].");
        (_strideY, _strideX) = ((int)strides[0], (int)strides[1]);
        (Top, Left, Bottom, Right) = ((int)pads[1], (int)pads[2], (int)pads[5], (int)pads[6]);
    }

    private const int Largest = 1 << 10;

    public int Top { get; }

    public int Left { get; }

    public int Bottom { get; }

    public int Right { get; }

    public int StrideY => _strideY;

    public int StrideX => _strideX;

    /// <exception cref="ArgumentException">The image is smaller than the kernel.</exception>
    public (int Rows, int Columns) OutputSize(int height, int width)
    {
        int rows = height + Top + Bottom - Side;
        int columns = width + Left + Right - Side;
        return rows >= 0 && columns >= 0
            ? (rows / _strideY + 1, columns / _strideX + 1)
            : throw new ArgumentException($"an image of at least {Side} x {Side} with its pads is expected, and it has {height} x {width}.");
    }
}
