using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>Compares a BMP file's length with that of the pixels that its header describes.</summary>
internal static class BmpStructure
{
    private const int CoreHeader = 12;
    private const int ShortestWindowsHeader = 40;
    private const int Os2Header = 64;
    private const int LongestHeader = 124;

    // OS/2 leaves off the end of its header; what is left off is 0.
    private const int ShortestWithCompression = 20;
    private const int ShortestWithLength = 24;
    private const int ShortestFile = 30;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26)
            return "ends inside its header";
        uint pixels = Read32(file, 10), headerLength = Read32(file, 14);
        if (headerLength == CoreHeader)
            return Compare(file.Length, pixels, RowLength(Read16(file, 18), Read16(file, 24)) * Read16(file, 20));
        if (file.Length < Math.Max(14L + headerLength, ShortestFile))
            return "ends inside its header";

        long height = Math.Abs((long)(int)Read32(file, 22));
        bool compressed = headerLength >= ShortestWithLength && Read32(file, 30) is 1 or 2 or 4 or 5;
        return Compare(file.Length, pixels, compressed ? Read32(file, 34) : RowLength((int)Read32(file, 18), Read16(file, 28)) * height);
    }

    /// <summary>The name of a kind that is not decoded; <see langword="null"/> for one that is, or for a damaged header.</summary>
    public static string? FindUnsupported(ReadOnlySpan<byte> file)
    {
        if (file.Length < 34)
            return null;
        uint headerLength = Read32(file, 14);
        if (headerLength is < ShortestWithCompression or > LongestHeader)
            return null;
        bool isOs2 = headerLength is < ShortestWindowsHeader or Os2Header;
        return Read32(file, 30) switch
        {
            3 when isOs2 => "OS/2 BMP with Huffman compression",
            4 when isOs2 => "OS/2 BMP with RLE24 compression",
            4 => "BMP with a JPEG inside",
            5 => "BMP with a PNG inside",
            11 or 12 or 13 => "BMP of CMYK colours",
            _ => null,
        };
    }

    /// <summary>Whether masks say where in a pixel's bits its colours are, and perhaps its alpha.</summary>
    public static bool HasBitFields(ReadOnlySpan<byte> file) => file.Length >= 34 && Read32(file, 14) > CoreHeader && Read32(file, 30) == 3;

    private static string? Compare(int length, uint start, long pixels) =>
        length - start < pixels ? $"has {length} of the {(decimal)start + pixels} bytes that its header describes" : null;

    // Rows are padded to four bytes.
    private static long RowLength(long width, int bitsPerPixel) => ((width * bitsPerPixel) + 31) / 32 * 4;

    private static uint Read32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ushort Read16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
