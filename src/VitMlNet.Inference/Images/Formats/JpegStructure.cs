namespace VitMlNet;

/// <summary>Walks the segments of a JPEG file (ITU-T T.81, annex B) to its end-of-image marker.</summary>
internal static class JpegStructure
{
    // A progressive file repeats its scans at will, and each costs a pass over the whole picture: thousands of them are an attack.
    private const int MaxScans = 500;
    private const byte EndOfImage = 0xD9;
    private const byte Application1 = 0xE1;

    public const byte StartOfScan = 0xDA;
    public const byte DefineHierarchicalProgression = 0xDE;

    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        int scans = 0;
        int at = 2;
        while (TryFindMarker(file, ref at, out byte marker))
        {
            if (marker == EndOfImage)
                return null;
            if (at + 2 > file.Length)
                break;
            at += (file[at] << 8) | file[at + 1];
            if (marker == StartOfScan && ++scans > MaxScans)
                return $"has over {MaxScans} scans";
        }

        return scans == 0 ? "ends before its picture begins" : "ends without an end-of-image marker";
    }

    /// <summary>Reads the next segment before the first scan, or that scan's own header; false at the end of the file or of the picture.</summary>
    public static bool TryReadSegment(ReadOnlySpan<byte> file, scoped ref int at, out byte marker, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryFindMarker(file, ref at, out marker) || marker == EndOfImage || at + 2 > file.Length)
            return false;
        int length = Math.Max(2, (file[at] << 8) | file[at + 1]);
        if (length > file.Length - at)
            return false;
        content = file.Slice(at + 2, length - 2);
        at += length;
        return true;
    }

    public static ImageMetadata ReadMetadata(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> xmpPrefix = "http://ns.adobe.com/xap/1.0/\0"u8;
        ReadOnlySpan<byte> exif = default, xmp = default;
        int at = 2;
        while (TryReadSegment(file, ref at, out byte marker, out ReadOnlySpan<byte> content) && marker != StartOfScan)
        {
            if (marker != Application1)
                continue;
            if (exif.IsEmpty && content.StartsWith(ExifBlock.Prefix))
                exif = content;
            else if (xmp.IsEmpty && content.StartsWith(xmpPrefix))
                xmp = content[xmpPrefix.Length..];
        }

        return new ImageMetadata { Exif = exif, Xmp = xmp };
    }

    // Within a scan, FF 00 is a byte of data and D0 to D7 are restart markers: neither ends it.
    private static bool TryFindMarker(ReadOnlySpan<byte> file, ref int at, out byte marker)
    {
        marker = 0;
        while (at < file.Length)
        {
            int offset = file[at..].IndexOf((byte)0xFF);
            if (offset < 0)
                return false;
            at += offset;
            while (at < file.Length && file[at] == 0xFF)
                at++;
            if (at == file.Length)
                return false;
            marker = file[at++];
            if (marker is not (0 or 1 or (>= 0xD0 and <= 0xD8)))
                return true;
        }

        return false;
    }
}
