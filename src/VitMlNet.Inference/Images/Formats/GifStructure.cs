namespace VitMlNet;

/// <summary>Walks the blocks of a GIF file (GIF89a specification) to its trailer.</summary>
internal static class GifStructure
{
    private const byte Extension = 0x21;
    private const byte Image = 0x2C;
    private const byte Trailer = 0x3B;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        const string missing = "ends without a trailer";
        if (file.Length < 13)
            return missing;
        int at = 13 + ColorTableLength(file[10]);
        while (at < file.Length)
        {
            switch (file[at])
            {
                case Trailer:
                    return null;
                case Extension:
                    at += 2;
                    break;
                case Image when at + 10 <= file.Length:
                    at += 11 + ColorTableLength(file[at + 9]);
                    break;
                case Image:
                    return missing;
                default:
                    return "holds a block of no known kind";
            }

            at = SkipDataBlocks(file, at);
        }

        return missing;
    }

    private static int SkipDataBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
            at += 1 + file[at];
        return at + 1;
    }

    private static int ColorTableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
