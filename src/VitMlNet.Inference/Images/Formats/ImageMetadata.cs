using SkiaSharp;

namespace VitMlNet;

/// <summary>The EXIF block and the XMP packet of an image file; either may be empty.</summary>
internal readonly ref struct ImageMetadata
{
    /// <summary>The EXIF block, with or without its prefix.</summary>
    public ReadOnlySpan<byte> Exif { get; init; }

    /// <summary>The XMP packet, in UTF-8.</summary>
    public ReadOnlySpan<byte> Xmp { get; init; }

    /// <summary>How the picture is to be turned: by EXIF, and where that does not say, by XMP.</summary>
    public static SKEncodedOrigin ReadOrientation(ImageFormat format, ReadOnlySpan<byte> file)
    {
        ImageMetadata metadata = format switch
        {
            ImageFormat.Jpeg => JpegStructure.ReadMetadata(file),
            ImageFormat.Png => PngMetadata.Read(file),
            ImageFormat.WebP => WebPStructure.ReadMetadata(file),
            _ => default,
        };
        return ExifBlock.FindOrientation(metadata.Exif) ?? XmpPacket.FindOrientation(metadata.Xmp) ?? SKEncodedOrigin.Default;
    }
}
