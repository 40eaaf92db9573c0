using System.Runtime.CompilerServices;
using SkiaSharp;

namespace VitMlNet;

/// <summary>
/// The pixels that ML.NET's LoadImages, ResizeImages (Fill) and ExtractPixels give, by the same calls of SkiaSharp: colours
/// multiplied by alpha, no orientation, the nearest pixel.
/// </summary>
internal static unsafe class StockPixels
{
    private const float Offset = 127.5f;
    private const float Scale = 1 / 127.5f;

    public static void FromFile(ImageDecoder decoder, int height, int width, Span<float> pixels)
    {
        SKImageInfo info = decoder.Codec.Info;
        if (info.AlphaType == SKAlphaType.Unpremul)
            info.AlphaType = SKAlphaType.Premul;
        using var decoded = new SKBitmap(info);
        SKCodecResult result = decoder.Codec.GetPixels(info, decoded.GetPixels(), decoded.RowBytes, SKCodecOptions.Default);
        if (result != SKCodecResult.Success)
            throw decoder.Damaged(result);
        if (info.ColorType is SKColorType.Bgra8888 or SKColorType.Rgba8888)
        {
            Resize(decoded, height, width, pixels);
            return;
        }

        using SKBitmap copy = decoded.Copy(SKColorType.Bgra8888) ?? throw decoder.Damaged(SKCodecResult.InvalidConversion);
        Resize(copy, height, width, pixels);
    }

    public static void FromPicture(PictureRows image, int height, int width, Span<float> pixels)
    {
        SKColorType color = image.IsBgra ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        var info = new SKImageInfo(image.Width, image.Height, color, SKAlphaType.Premul);
        fixed (byte* address = image.Pixels)
        {
            using var bitmap = new SKBitmap();
            bitmap.InstallPixels(info, (nint)address);
            Resize(bitmap, height, width, pixels);
        }

        GC.KeepAlive(image);
    }

    private static void Resize(SKBitmap bitmap, int height, int width, Span<float> pixels)
    {
        if (bitmap.Width == width && bitmap.Height == height)
        {
            Extract(bitmap, pixels);
            return;
        }

        using SKBitmap resized = bitmap.Resize(new SKSizeI(width, height), SKFilterQuality.None)
            ?? throw new InvalidOperationException($"SkiaSharp could not resize {bitmap.Width} x {bitmap.Height} pixels to {width} x {height}.");
        Extract(resized, pixels);
    }

    private static void Extract(SKBitmap bitmap, Span<float> pixels)
    {
        ReadOnlySpan<byte> source = bitmap.GetPixelSpan();
        (int red, int blue) = bitmap.ColorType == SKColorType.Bgra8888 ? (2, 0) : (0, 2);
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            pixels[to] = Rescale(source[from + red]);
            pixels[to + 1] = Rescale(source[from + 1]);
            pixels[to + 2] = Rescale(source[from + blue]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rescale(byte value) => (value - Offset) * Scale;
}
