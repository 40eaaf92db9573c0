using System.Drawing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The rows of an ML.NET image, which stays its owner's.</summary>
internal sealed class MLImageRows
{
    private readonly MLImage _image;
    private readonly Color _background;

    /// <exception cref="VitImageException">The image has been disposed.</exception>
    public MLImageRows(MLImage image, Color background, string source)
    {
        _image = image;
        _background = background;
        try
        {
            (Width, Height, Format) = (image.Width, image.Height, image.PixelFormat);
        }
        catch (InvalidOperationException e)
        {
            throw new VitImageException("It has been disposed. Keep it until its row has been scored, or load it again.", source, e);
        }

        if (Format is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new VitImageException($"Its pixel format is {Format}; Bgra32 or Rgba32 was expected. Make it with one of these.", source);
    }

    public int Width { get; }

    public int Height { get; }

    public MLPixelFormat Format { get; }

    public ReadOnlySpan<byte> Pixels => _image.Pixels;

    /// <summary>What the pixels mean, as bytes: equal pixels of the same kind are the same picture.</summary>
    public byte[] GetKind() => Encoding.ASCII.GetBytes($"MLImage {Width} {Height} {Format}");

    /// <summary>Hands over the rows that <paramref name="rows"/> needs, laid on the background.</summary>
    public void Read(IPixelRows rows)
    {
        ReadOnlySpan<byte> pixels = Pixels;
        using var buffer = new Rented<byte>(4 * Width);
        Span<byte> row = buffer.Span;
        for (int y = 0; y < Height; y++)
        {
            if (!rows.Needs(y))
                continue;
            pixels.Slice(4 * Width * y, 4 * Width).CopyTo(row);
            if (Format == MLPixelFormat.Bgra32)
                SwapRedAndBlue(row);
            AlphaBlending.LayPremultiplied(row, _background);
            rows.Accept(y, row);
        }

        GC.KeepAlive(_image);
    }

    private static void SwapRedAndBlue(Span<byte> row)
    {
        foreach (ref uint pixel in MemoryMarshal.Cast<byte, uint>(row))
            pixel = (pixel & 0xFF00FF00) | (BitOperations.RotateLeft(pixel, 16) & 0x00FF00FF);
    }
}
