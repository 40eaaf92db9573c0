using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>Makes a picture a square by a colour on both sides, and then resizes it.</summary>
internal sealed class SquareResampler : Resampler
{
    private readonly Resampler _square;
    private readonly int _side;
    private readonly int _top;
    private readonly int _left;
    private readonly int _height;
    private readonly uint _color;
    private readonly Rented<uint> _line;

    public SquareResampler(
        VitPreprocessing preprocessing, PixelScale scale, int sourceHeight, int sourceWidth, Orientation orientation, int height, int width)
    {
        (_side, _height) = (Math.Max(sourceHeight, sourceWidth), sourceHeight);
        bool reversesRows = orientation.SwapsAxes ? orientation.ReversesColumns : orientation.ReversesRows;
        bool reversesColumns = orientation.SwapsAxes ? orientation.ReversesRows : orientation.ReversesColumns;
        (_top, _left) = (Before(_side - sourceHeight, reversesRows), Before(_side - sourceWidth, reversesColumns));
        VitChannels color = preprocessing.FillColor;
        _color = (uint)color.Red | ((uint)color.Green << 8) | ((uint)color.Blue << 16) | 0xFF000000;
        _square = Create(preprocessing with { ResizeMode = VitResizeMode.Squash }, scale, _side, _side, orientation, height, width);
        _line = new Rented<uint>(_side);
    }

    public override bool Needs(int row) => _square.Needs(row + _top);

    public override void Accept(int row, ReadOnlySpan<byte> pixels)
    {
        Span<uint> line = _line.Span;
        line.Fill(_color);
        MemoryMarshal.Cast<byte, uint>(pixels).CopyTo(line[_left..]);
        _square.Accept(row + _top, MemoryMarshal.AsBytes(line));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(Span<float> pixels)
    {
        Span<uint> line = _line.Span;
        line.Fill(_color);
        for (int row = 0; row < _side; row++)
        {
            if ((row < _top || row >= _top + _height) && _square.Needs(row))
                _square.Accept(row, MemoryMarshal.AsBytes(line));
        }

        _square.Finish(pixels);
    }

    public override void Dispose()
    {
        _square.Dispose();
        _line.Dispose();
    }

    // Of an odd number of pixels, one more comes behind the upright picture.
    private static int Before(int rest, bool isReversed) => isReversed ? rest - (rest / 2) : rest / 2;
}
