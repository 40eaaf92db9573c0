using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>Walks the chunks of a PNG file (ISO/IEC 15948): length, type, data and checksum.</summary>
internal static class PngStructure
{
    /// <summary>The length of the signature, after which the chunks begin.</summary>
    public const int Signature = 8;

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

    /// <summary>Reads the next chunk; false at the end of the file, or where a chunk is longer than it.</summary>
    public static bool TryReadChunk(ReadOnlySpan<byte> file, scoped ref long at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
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
