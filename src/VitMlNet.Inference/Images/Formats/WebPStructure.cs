using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>Walks the chunks of a WebP file's RIFF container, and compares its length with what its header says.</summary>
internal static class WebPStructure
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        long expected = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        return file.Length < expected ? $"has {file.Length} of the {expected} bytes that its header says" : null;
    }

    /// <summary>Whether it is a lossy picture without alpha, metadata and animation.</summary>
    public static bool IsPlainLossy(ReadOnlySpan<byte> file) => file.Length > FirstChunk && file[FirstChunk..].StartsWith("VP8 "u8);

    public static ImageMetadata ReadMetadata(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = default, xmp = default;
        for (long at = FirstChunk; at + ChunkHeader <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - ChunkHeader)
                break;
            if (exif.IsEmpty && chunk.StartsWith("EXIF"u8))
                exif = chunk.Slice(ChunkHeader, (int)length);
            else if (xmp.IsEmpty && chunk.StartsWith("XMP "u8))
                xmp = chunk.Slice(ChunkHeader, (int)length);

            // Chunks begin at even places.
            at += ChunkHeader + length + (length & 1);
        }

        return new ImageMetadata { Exif = exif, Xmp = xmp };
    }
}
