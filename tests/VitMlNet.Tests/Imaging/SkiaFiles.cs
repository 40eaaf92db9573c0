using SkiaSharp;

namespace VitMlNet.Tests.Imaging;

/// <summary>Pictures encoded by SkiaSharp.</summary>
internal static class SkiaFiles
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
