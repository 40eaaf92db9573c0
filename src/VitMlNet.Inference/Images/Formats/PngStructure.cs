using System.Buffers.Binary;
using SkiaSharp;

namespace VitMlNet;

/// <summary>Walks the chunks of a PNG file (ISO/IEC 15948): length, type, data and checksum.</summary>
internal static class PngStructure
{
    private const int Signature = 8;
    private const int Frame = 12;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        long at = Signature;
        while (TryReadChunk(file, ref at, out ReadOnlySpan<byte> type, out _))
        {
            if (type.SequenceEqual("IEND"u8))
                return null;
        }

        return "ends without an IEND chunk";
    }

    /// <summary>The orientation in the eXIf chunk, which SkiaSharp does not read.</summary>
    public static SKEncodedOrigin ReadOrientation(ReadOnlySpan<byte> file)
    {
        long at = Signature;
        while (TryReadChunk(file, ref at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data))
        {
            if (type.SequenceEqual("eXIf"u8))
                return ExifBlock.ReadOrientation(data);
        }

        return SKEncodedOrigin.Default;
    }

    private static bool TryReadChunk(ReadOnlySpan<byte> file, ref long at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        type = data = default;
        if (at + Frame > file.Length)
            return false;
        ReadOnlySpan<byte> chunk = file[(int)at..];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        if (length > chunk.Length - Frame)
            return false;
        type = chunk.Slice(4, 4);
        data = chunk.Slice(8, (int)length);
        at += Frame + length;
        return true;
    }
}
