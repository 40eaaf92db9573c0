using System.Buffers.Binary;
using SkiaSharp;

namespace VitMlNet;

/// <summary>Finds the orientation in an EXIF block (EXIF 2.3, tag 274 of the first directory); a malformed block has none.</summary>
internal static class ExifBlock
{
    private const int OrientationTag = 274;
    private const int EntryLength = 12;

    /// <summary>What JPEG files begin the block with, and some programs that write other files.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation; the default for a number that is none; <see langword="null"/> where the block does not say.</summary>
    public static SKEncodedOrigin? FindOrientation(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith(Prefix))
            block = block[Prefix.Length..];
        bool isBigEndian = block.StartsWith("MM"u8);
        if (block.Length < 8 || !(isBigEndian || block.StartsWith("II"u8)))
            return null;
        uint directory = Read32(block, 4, isBigEndian);
        if (directory + 2L > block.Length)
            return null;

        int count = Read16(block, (int)directory, isBigEndian);
        long at = directory + 2;
        for (int i = 0; i < count && at + EntryLength <= block.Length; i++, at += EntryLength)
        {
            ReadOnlySpan<byte> entry = block.Slice((int)at, EntryLength);
            if (Read16(entry, 0, isBigEndian) == OrientationTag)
                return ReadValue(entry, isBigEndian) is { } value and >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.Default;
        }

        return null;
    }

    // The standard has it a SHORT; some programs write a BYTE or a LONG, or signed ones.
    private static uint ReadValue(ReadOnlySpan<byte> entry, bool isBigEndian) => Read16(entry, 2, isBigEndian) switch
    {
        1 or 6 => entry[8],
        3 or 8 => Read16(entry, 8, isBigEndian),
        4 or 9 => Read32(entry, 8, isBigEndian),
        _ => 0,
    };

    private static ushort Read16(ReadOnlySpan<byte> block, int at, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(block[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);

    private static uint Read32(ReadOnlySpan<byte> block, int at, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(block[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
}
