using Microsoft.ML.Data;
using SkiaSharp;

namespace VitMlNet;

/// <summary>Writes ML.NET's images as PNG or JPEG files: the counterpart of <see cref="VitImageLoader"/>.</summary>
/// <remarks>The images are neither changed nor disposed. Thread-safe.</remarks>
public static class VitImageWriter
{
    /// <summary>Writes an image file, which appears whole or not at all; a file that is there is replaced.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">The file; its extension, <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>, is its format.</param>
    /// <param name="jpegQuality">The quality of a JPEG, from 0 to 100; 90 by default.</param>
    /// <exception cref="ArgumentException">The extension is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of its range.</exception>
    /// <exception cref="VitImageException">The image has been disposed or cannot be encoded, or the file cannot be written.</exception>
    public static void ToFile(MLImage image, string path, int jpegQuality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        VitImageFileFormat format = FindFormat(path)
            ?? throw new ArgumentException($"'{path}' is expected to end in .png, .jpg or .jpeg, since its extension chooses the format.", nameof(path));
        using SKData data = Encode(image, format, jpegQuality);
        string pending = FileCopy.PendingName(path);
        try
        {
            using (FileStream file = File.Create(pending))
                data.SaveTo(file);
            File.Move(pending, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitImageException($"The picture cannot be written: {e.Message} Name a file in a folder that exists and may be written to.", path, e);
        }
        finally
        {
            FileCopy.Remove(pending);
        }
    }

    /// <summary>Writes an image file to a stream, which stays open.</summary>
    /// <param name="image">The image.</param>
    /// <param name="stream">A writable stream.</param>
    /// <param name="format">The format.</param>
    /// <param name="jpegQuality">The quality of a JPEG, from 0 to 100; 90 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format or the quality is out of its range.</exception>
    /// <exception cref="VitImageException">The image has been disposed or cannot be encoded.</exception>
    public static void ToStream(MLImage image, Stream stream, VitImageFileFormat format, int jpegQuality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        using SKData data = Encode(image, format, jpegQuality);
        data.SaveTo(stream);
    }

    /// <summary>The format that a file's extension stands for.</summary>
    /// <param name="path">A file's name.</param>
    /// <returns>The format, or <see langword="null"/> for an extension other than <c>.png</c>, <c>.jpg</c> and <c>.jpeg</c>.</returns>
    public static VitImageFileFormat? FindFormat(string path) => Path.GetExtension(path)?.ToLowerInvariant() switch
    {
        ".png" => VitImageFileFormat.Png,
        ".jpg" or ".jpeg" => VitImageFileFormat.Jpeg,
        _ => null,
    };

    private static unsafe SKData Encode(MLImage image, VitImageFileFormat format, int jpegQuality)
    {
        if (!Enum.IsDefined(format))
            throw new ArgumentOutOfRangeException(nameof(format), format, "A format of the enumeration is expected.");
        if (jpegQuality is < 0 or > 100)
            throw new ArgumentOutOfRangeException(nameof(jpegQuality), jpegQuality, "The quality is from 0 to 100.");
        var rows = new MLImageRows(image, System.Drawing.Color.White, "the picture");
        SKColorType color = rows.Format == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        fixed (byte* address = rows.Pixels)
        {
            using var pixels = new SKPixmap(new SKImageInfo(rows.Width, rows.Height, color, SKAlphaType.Premul), (nint)address);
            SKData? data = format == VitImageFileFormat.Png
                ? pixels.Encode(SKPngEncoderOptions.Default)
                : pixels.Encode(new SKJpegEncoderOptions(jpegQuality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.BlendOnBlack));
            GC.KeepAlive(image);
            return data ?? throw new VitImageException($"Its {rows.Width} x {rows.Height} pixels cannot be written as {format}. Make it smaller.", "the picture");
        }
    }
}
