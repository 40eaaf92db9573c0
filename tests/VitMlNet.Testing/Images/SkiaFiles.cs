using SkiaSharp;

namespace VitMlNet.Testing;

/// <summary>Pictures encoded by SkiaSharp.</summary>
public static class SkiaFiles
{
    public static byte[] Png(TestPicture picture) => Encode(picture, SKEncodedImageFormat.Png, 100);

    public static byte[] Jpeg(TestPicture picture, int quality = 95) => Encode(picture, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>Quality 100 is lossless.</summary>
    public static byte[] WebP(TestPicture picture, int quality = 95)
    {
        using SKBitmap bitmap = ToBitmap(picture);
        using SKPixmap pixmap = bitmap.PeekPixels();
        SKWebpEncoderCompression compression = quality == 100 ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy;
        using SKData data = pixmap.Encode(new SKWebpEncoderOptions(compression, quality));
        return data.ToArray();
    }

    /// <summary>A lossless file whose alpha is a function of the pixel's number.</summary>
    public static unsafe byte[] WebPWithAlpha(TestPicture picture, Func<int, int> alpha)
    {
        byte[] rgba = picture.ToRgba();
        for (int i = 0; i < rgba.Length / 4; i++)
            rgba[(4 * i) + 3] = (byte)alpha(i);
        fixed (byte* address = rgba)
        {
            var info = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            using var pixmap = new SKPixmap(info, (nint)address);
            using SKData data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
            return data.ToArray();
        }
    }

    private static byte[] Encode(TestPicture picture, SKEncodedImageFormat format, int quality)
    {
        using SKBitmap bitmap = ToBitmap(picture);
        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static unsafe SKBitmap ToBitmap(TestPicture picture)
    {
        var bitmap = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        picture.ToRgba().CopyTo(new Span<byte>((void*)bitmap.GetPixels(), 4 * picture.Width * picture.Height));
        return bitmap;
    }
}
