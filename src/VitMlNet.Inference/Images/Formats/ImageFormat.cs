namespace VitMlNet;

/// <summary>The image formats that are read.</summary>
internal enum ImageFormat
{
    Unknown,
    Jpeg,
    Png,
    WebP,
    Bmp,
    Gif,
}

/// <summary>Tells the formats apart by their first bytes, and whether a file is complete.</summary>
internal static class ImageFormats
{
    public const string Names = "JPEG, PNG, WebP, BMP or GIF";

    /// <summary>How many bytes are enough to tell the format, also of one that is not read.</summary>
    public const int SignatureLength = 32;

    public static ImageFormat Identify(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (start.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return ImageFormat.Png;
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8))
            return ImageFormat.WebP;
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        return start.StartsWith("BM"u8) ? ImageFormat.Bmp : ImageFormat.Unknown;
    }

    /// <summary>The name of a kind of file that no decoder here reads, though it is of a known format; <see langword="null"/> for none.</summary>
    public static string? FindUnsupported(ImageFormat format, ReadOnlySpan<byte> file) => format switch
    {
        ImageFormat.Jpeg => JpegFrame.Read(file).FindUnsupported(),
        ImageFormat.Bmp => BmpStructure.FindUnsupported(file),
        _ => null,
    };

    /// <summary>
    /// What is missing from a file that was cut off, or <see langword="null"/>. The decoders stand many cuts, and fill what is
    /// missing with grey; the file's own structure tells.
    /// </summary>
    public static string? FindMissing(ImageFormat format, ReadOnlySpan<byte> file) => format switch
    {
        ImageFormat.Jpeg => JpegStructure.FindMissing(file),
        ImageFormat.Png => PngStructure.FindMissing(file),
        ImageFormat.WebP => WebPStructure.FindMissing(file),
        ImageFormat.Bmp => BmpStructure.FindMissing(file),
        ImageFormat.Gif => GifStructure.FindMissing(file),
        _ => null,
    };
}
