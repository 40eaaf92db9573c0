using System.Drawing;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Conversions between ML.NET's images and VitMlNet's.</summary>
public static class MLImageExtensions
{
    /// <summary>Copies a decoded picture into an image of ML.NET.</summary>
    /// <param name="image">The picture.</param>
    /// <returns>An image in <see cref="MLPixelFormat.Rgba32"/>, which the caller disposes.</returns>
    public static MLImage ToMLImage(this VitImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, image.Pixels.Span);
    }

    /// <summary>Copies an image of ML.NET, which is neither changed nor disposed.</summary>
    /// <param name="image">The image.</param>
    /// <returns>An opaque picture; what is transparent in the image is white in it.</returns>
    /// <exception cref="VitImageException">The image has been disposed.</exception>
    public static VitImage ToVitImage(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var rows = new MLImageRows(image, "the image");
        var copy = new PixelCopy(new byte[4 * rows.Width * rows.Height], 4 * rows.Width);
        rows.Read(copy, Color.White);
        return VitImage.FromPixels(rows.Width, rows.Height, copy.Pixels);
    }

    private sealed class PixelCopy(byte[] pixels, int stride) : IPixelRows
    {
        public byte[] Pixels => pixels;

        public bool Needs(int row) => true;

        public void Accept(int row, ReadOnlySpan<byte> values) => values.CopyTo(pixels.AsSpan(row * stride));
    }
}
