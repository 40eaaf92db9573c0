using System.Buffers.Binary;

namespace VitMlNet.Imaging.Formats;

/// <summary>Walks the chunks of a PNG file (ISO/IEC 15948) to its end chunk.</summary>
internal static class PngStructure
{
    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        long at = 8;
        // Length, type and checksum are four bytes each.
        while (at + 12 <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("IEND"u8) && at <= file.Length)
                return null;
        }

        return "ends without an IEND chunk";
    }
}
