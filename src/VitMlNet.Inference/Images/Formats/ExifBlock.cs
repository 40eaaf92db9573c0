using System.Buffers.Binary;
using SkiaSharp;

namespace VitMlNet;

/// <summary>Finds the orientation in an EXIF block (EXIF 2.3, tag 274 of the first directory); a malformed block has none.</summary>
internal static class ExifBlock
{
    private const int OrientationTag = 274;
    private const int EntryLength = 12;

    public static SKEncodedOrigin ReadOrientation(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8)
            return SKEncodedOrigin.Default;
        bool bigEndian = block[0] == 'M';
        uint directory = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(block[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        if (directory + 2L > block.Length)
            return SKEncodedOrigin.Default;

        int count = Read16(block, (int)directory, bigEndian);
        long at = directory + 2;
        for (int i = 0; i < count && at + EntryLength <= block.Length; i++, at += EntryLength)
        {
            if (Read16(block, (int)at, bigEndian) != OrientationTag)
                continue;
            int value = Read16(block, (int)at + 8, bigEndian);
            return value is >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.Default;
        }

        return SKEncodedOrigin.Default;
    }

    private static ushort Read16(ReadOnlySpan<byte> block, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(block[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
}
