using System.Drawing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace VitMlNet;

/// <summary>The rows of a decoded picture of 4 bytes a pixel, whose colours are multiplied by their alpha. The picture is only read.</summary>
internal abstract class PictureRows
{
    public abstract int Width { get; }

    public abstract int Height { get; }

    /// <summary>Whether blue comes first; else red does.</summary>
    public abstract bool IsBgra { get; }

    /// <summary>The pixels, row by row.</summary>
    public abstract ReadOnlySpan<byte> Pixels { get; }

    /// <summary>What the pixels mean, as bytes: equal pixels of the same kind are the same picture.</summary>
    public byte[] GetKind() => Encoding.ASCII.GetBytes($"pixels {Width} {Height} {(IsBgra ? "BGRA" : "RGBA")}");

    /// <summary>Passes the rows that are needed to <paramref name="rows"/>, laid on the background.</summary>
    public void Read(IPixelRows rows, Color background)
    {
        ReadOnlySpan<byte> pixels = Pixels;
        using var buffer = new Rented<byte>(4 * Width);
        Span<byte> row = buffer.Span;
        for (int y = 0; y < Height; y++)
        {
            if (!rows.Needs(y))
                continue;
            pixels.Slice(4 * Width * y, 4 * Width).CopyTo(row);
            if (IsBgra)
                SwapRedAndBlue(row);
            AlphaBlending.LayPremultiplied(row, background);
            rows.Accept(y, row);
        }

        GC.KeepAlive(this);
    }

    private static void SwapRedAndBlue(Span<byte> row)
    {
        foreach (ref uint pixel in MemoryMarshal.Cast<byte, uint>(row))
            pixel = (pixel & 0xFF00FF00) | (BitOperations.RotateLeft(pixel, 16) & 0x00FF00FF);
    }
}
