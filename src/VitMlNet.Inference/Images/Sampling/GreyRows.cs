using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>Makes rows grey before they are resized, as Pillow's conversion to <c>L</c> does it.</summary>
internal sealed class GreyRows(IPixelRows rows, int width) : IPixelRows
{
    private readonly byte[] _line = new byte[4 * width];

    public bool Needs(int row) => rows.Needs(row);

    public void Accept(int row, ReadOnlySpan<byte> pixels)
    {
        Span<uint> grey = MemoryMarshal.Cast<byte, uint>(_line.AsSpan(0, pixels.Length));
        for (int x = 0; x < grey.Length; x++)
        {
            uint light = ((19595u * pixels[4 * x]) + (38470u * pixels[(4 * x) + 1]) + (7471u * pixels[(4 * x) + 2]) + 32768) >> 16;
            grey[x] = (light * 0x010101) | 0xFF000000;
        }

        rows.Accept(row, _line.AsSpan(0, pixels.Length));
    }
}
