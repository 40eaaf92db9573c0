using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>Image files with an orientation, in every way in which cameras and programs write one.</summary>
public static class OrientedFiles
{
    /// <summary>The ways, by a name for messages; each makes a file of a picture that is stored turned.</summary>
    public static IReadOnlyList<(string Name, Func<TestPicture, int, byte[]> Write)> Ways { get; } =
    [
        ("JPEG, SHORT", (picture, turn) => InJpeg(picture, Exif(turn))),
        ("JPEG, big-endian SHORT", (picture, turn) => InJpeg(picture, Exif(turn, bigEndian: true))),
        ("JPEG, LONG", (picture, turn) => InJpeg(picture, Exif(turn, type: 4))),
        ("JPEG, big-endian LONG", (picture, turn) => InJpeg(picture, Exif(turn, bigEndian: true, type: 4))),
        ("JPEG, XMP attribute", (picture, turn) => InJpeg(picture, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. XmpAttribute(turn)])),
        ("JPEG, XMP element", (picture, turn) => InJpeg(picture, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. XmpElement(turn)])),
        ("PNG, eXIf", (picture, turn) => InPng(picture, "eXIf", ExifOrientation.Tiff(turn))),
        ("PNG, eXIf with a prefix", (picture, turn) => InPng(picture, "eXIf", Exif(turn))),
        ("PNG, eXIf with a big-endian LONG", (picture, turn) => InPng(picture, "eXIf", Long(ExifOrientation.Tiff(turn, bigEndian: true), true))),
        ("PNG, raw profile", (picture, turn) => InPng(picture, "tEXt", [.. "Raw profile type exif\0"u8, .. Profile(Exif(turn))])),
        ("PNG, compressed raw profile", (picture, turn) => InPng(picture, "zTXt", [.. "Raw profile type APP1\0\0"u8, .. Deflate(Profile(Exif(turn)))])),
        ("PNG, XMP", (picture, turn) => InPng(picture, "iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. XmpAttribute(turn)])),
        ("PNG, compressed XMP", (picture, turn) => InPng(picture, "iTXt", [.. "XML:com.adobe.xmp\0\u0001\0\0\0"u8, .. Deflate(XmpElement(turn))])),
        ("WebP", (picture, turn) => InWebP(picture, "EXIF", ExifOrientation.Tiff(turn))),
        ("WebP with a prefix", (picture, turn) => InWebP(picture, "EXIF", Exif(turn))),
        ("WebP, LONG", (picture, turn) => InWebP(picture, "EXIF", Exif(turn, type: 4))),
        ("WebP, XMP", (picture, turn) => InWebP(picture, "XMP ", XmpAttribute(turn))),
    ];

    /// <summary>The packet with the orientation in an attribute.</summary>
    public static byte[] XmpAttribute(int orientation) => Encoding.UTF8.GetBytes(
        $"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" tiff:Orientation=\"{orientation}\"/></x:xmpmeta>");

    private static byte[] XmpElement(int orientation) => Encoding.UTF8.GetBytes(
        $"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description><tiff:Orientation>{orientation}</tiff:Orientation></rdf:Description></x:xmpmeta>");

    private static byte[] Exif(int orientation, bool bigEndian = false, int type = 3)
    {
        byte[] tiff = ExifOrientation.Tiff(orientation, bigEndian);
        return [.. "Exif\0\0"u8, .. type == 4 ? Long(tiff, bigEndian) : tiff];
    }

    // The entry begins at byte 10: tag, type, count, and the value.
    private static byte[] Long(byte[] tiff, bool bigEndian)
    {
        if (!bigEndian)
        {
            tiff[12] = 4;
            return tiff;
        }

        (tiff[13], tiff[21], tiff[19]) = (4, tiff[19], 0);
        return tiff;
    }

    private static byte[] InJpeg(TestPicture picture, byte[] content)
    {
        byte[] jpeg = SkiaFiles.Jpeg(picture, 100);
        byte[] segment = [0xFF, 0xE1, 0, 0, .. content];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    private static byte[] InPng(TestPicture picture, string type, byte[] data)
    {
        const int Header = 33;
        byte[] png = PngFile.Write(picture);
        using var chunk = new MemoryStream();
        PngFile.WriteChunk(chunk, type, data);
        return [.. png[..Header], .. chunk.ToArray(), .. png[Header..]];
    }

    private static byte[] InWebP(TestPicture picture, string type, byte[] data)
    {
        byte[] simple = SkiaFiles.WebP(picture, 100);
        var features = new byte[10];
        features[0] = type == "EXIF" ? (byte)8 : (byte)4;
        BinaryPrimitives.WriteInt32LittleEndian(features.AsSpan(4), picture.Width - 1);
        (features[7], features[8], features[9]) = ((byte)(picture.Height - 1), (byte)((picture.Height - 1) >> 8), 0);
        byte[] body = [.. "WEBP"u8, .. Chunk("VP8X", features), .. simple[12..], .. Chunk(type, data)];
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), body.Length);
        return file;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(type), 0, 0, 0, 0, .. data, .. new byte[data.Length & 1]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        return chunk;
    }

    // As ImageMagick writes it: 36 bytes a line.
    private static byte[] Profile(byte[] data)
    {
        var text = new StringBuilder($"\nexif\n{data.Length,8}\n");
        foreach (byte[] line in data.Chunk(36))
            text.Append(Convert.ToHexStringLower(line)).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Deflate(byte[] data)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal))
            zlib.Write(data);
        return stream.ToArray();
    }
}
