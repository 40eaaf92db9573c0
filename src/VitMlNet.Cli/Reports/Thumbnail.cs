using Microsoft.ML.Data;
using SkiaSharp;

namespace VitMlNet.Cli.Reports;

/// <summary>Small pictures of photographs, to stand inside a page.</summary>
internal static class Thumbnail
{
    private const int LongestSide = 240;
    private const int Quality = 80;

    /// <summary>A small JPEG of the photograph, upright, as a data URI; <see langword="null"/> when it cannot be read any more.</summary>
    public static string? DataUri(string path)
    {
        try
        {
            using MLImage photograph = VitImageLoader.FromFile(path);
            return $"data:image/jpeg;base64,{Convert.ToBase64String(Encode(photograph))}";
        }
        catch (VitImageException)
        {
            return null;
        }
    }

    private static byte[] Encode(MLImage photograph)
    {
        SKColorType colours = photograph.PixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        var info = new SKImageInfo(photograph.Width, photograph.Height, colours, SKAlphaType.Opaque);
        using SKImage whole = SKImage.FromPixelCopy(info, photograph.Pixels);
        double scale = Math.Min(1, (double)LongestSide / Math.Max(photograph.Width, photograph.Height));
        using var small = new SKBitmap(
            Math.Max(1, (int)Math.Round(photograph.Width * scale)), Math.Max(1, (int)Math.Round(photograph.Height * scale)), colours, SKAlphaType.Opaque);
        using (SKPixmap pixels = small.PeekPixels())
            whole.ScalePixels(pixels, SKFilterQuality.Medium);
        using SKData data = small.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
