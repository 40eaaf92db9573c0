using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>Compares a BMP file's length with that of the pixels that its header describes.</summary>
internal static class BmpStructure
{
    private const int CoreHeader = 12;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26)
            return "ends inside its header";
        uint pixels = Read32(file, 10), headerLength = Read32(file, 14);
        if (headerLength == CoreHeader)
            return Compare(file.Length, pixels, RowLength(Read16(file, 18), Read16(file, 24)) * Read16(file, 20));
        if (file.Length < 54)
            return "ends inside its header";

        long height = Math.Abs((long)(int)Read32(file, 22));
        bool compressed = Read32(file, 30) is 1 or 2 or 4 or 5;
        return Compare(file.Length, pixels, compressed ? Read32(file, 34) : RowLength((int)Read32(file, 18), Read16(file, 28)) * height);
    }

    private static string? Compare(int length, uint start, long pixels) =>
        length - start < pixels ? $"has {length} of the {(decimal)start + pixels} bytes that its header describes" : null;

    // Rows are padded to four bytes.
    private static long RowLength(long width, int bitsPerPixel) => ((width * bitsPerPixel) + 31) / 32 * 4;

    private static uint Read32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ushort Read16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
