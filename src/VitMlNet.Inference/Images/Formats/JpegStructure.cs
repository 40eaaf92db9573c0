namespace VitMlNet;

/// <summary>Walks the segments of a JPEG file (ITU-T T.81, annex B) to its end-of-image marker.</summary>
internal static class JpegStructure
{
    // A progressive file repeats its scans at will, and each costs a pass over the whole picture: thousands of them are an attack.
    private const int MaxScans = 500;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

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
