using SkiaSharp;

namespace VitMlNet.Cli;

/// <summary>Small pictures of photographs, embedded in a page.</summary>
internal static class Thumbnail
{
    private const int LongestSide = 240;
    private const int Quality = 80;

    /// <summary>A small JPEG of the photograph, upright, as a data URI; <see langword="null"/> when it cannot be read any more.</summary>
    public static string? DataUri(string path)
    {
        try
        {
            return $"data:image/jpeg;base64,{Convert.ToBase64String(Encode(VitImage.Load(path)))}";
        }
        catch (VitImageException)
        {
            return null;
        }
    }

    private static byte[] Encode(VitImage photograph)
    {
        var info = new SKImageInfo(photograph.Width, photograph.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage whole = SKImage.FromPixelCopy(info, photograph.Pixels.Span);
        double scale = Math.Min(1, (double)LongestSide / Math.Max(photograph.Width, photograph.Height));
        using var small = new SKBitmap(
            Math.Max(1, (int)Math.Round(photograph.Width * scale)), Math.Max(1, (int)Math.Round(photograph.Height * scale)), info.ColorType, info.AlphaType);
        using (SKPixmap pixels = small.PeekPixels())
            whole.ScalePixels(pixels, SKFilterQuality.Medium);
        using SKData data = small.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
