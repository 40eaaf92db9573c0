using SkiaSharp;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Encodes pictures as PNG or JPEG.</summary>
internal static class ImageEncoder
{
    /// <exception cref="VitImageException">The picture cannot be encoded, or the file cannot be written.</exception>
    public static void Save(VitImage image, string path, int jpegQuality)
    {
        VitImageFileFormat format = FindFormat(path)
            ?? throw new ArgumentException($"'{path}' is expected to end in .png, .jpg or .jpeg, since its extension chooses the format.", nameof(path));
        using SKData data = Encode(image, format, jpegQuality);
        try
        {
            using var file = new AtomicFile(path);
            data.SaveTo(file.Stream);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitImageException($"The picture cannot be written: {WriteErrors.Describe(e, path, data.Size)} Name a file in an existing folder with write permission.", path, e);
        }
    }

    /// <exception cref="VitImageException">The picture cannot be encoded.</exception>
    public static void Save(VitImage image, Stream stream, VitImageFileFormat format, int jpegQuality)
    {
        using SKData data = Encode(image, format, jpegQuality);
        data.SaveTo(stream);
    }

    private static VitImageFileFormat? FindFormat(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => VitImageFileFormat.Png,
        ".jpg" or ".jpeg" => VitImageFileFormat.Jpeg,
        _ => null,
    };

    private static unsafe SKData Encode(VitImage image, VitImageFileFormat format, int jpegQuality)
    {
        if (!Enum.IsDefined(format))
            throw new ArgumentOutOfRangeException(nameof(format), format, "A format of the enumeration is expected.");
        if (jpegQuality is < 0 or > 100)
            throw new ArgumentOutOfRangeException(nameof(jpegQuality), jpegQuality, "The quality is from 0 to 100.");
        fixed (byte* address = image.Pixels.Span)
        {
            using var pixels = new SKPixmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Premul), (nint)address);
            SKData? data = format == VitImageFileFormat.Png
                ? pixels.Encode(SKPngEncoderOptions.Default)
                : pixels.Encode(new SKJpegEncoderOptions(jpegQuality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.BlendOnBlack));
            return data ?? throw new VitImageException($"Its {image.Width} x {image.Height} pixels cannot be written as {format}. "
                + "Make it smaller.", "the picture");
        }
    }
}
