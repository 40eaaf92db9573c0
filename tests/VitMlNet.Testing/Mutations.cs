using System.Buffers.Binary;
using System.IO.Hashing;

namespace VitMlNet.Testing;

/// <summary>Files with random damage, the same for a seed.</summary>
public static class Mutations
{
    /// <summary>A copy with one to four places changed.</summary>
    /// <param name="original">The whole file.</param>
    /// <param name="random">Where the damage comes from.</param>
    /// <param name="significant">Bytes that mean something in the format, such as its brackets; they are written more often than others.</param>
    public static byte[] Of(byte[] original, Random random, params ReadOnlySpan<byte> significant)
    {
        byte[] file = [.. original];
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes && file.Length > 1; i++)
            file = MutateOnce(file, random, significant);
        // A wrong checksum ends most PNG files at once: half of them get right ones.
        if (file.Length > 8 && file[1] == 'P' && file[2] == 'N' && random.Next(2) == 0)
            RepairChecksums(file);
        return file;
    }

    private static byte[] MutateOnce(byte[] file, Random random, ReadOnlySpan<byte> significant)
    {
        int at = Place(file, random);
        int length = Math.Min(1 + random.Next(16), file.Length - at);
        switch (random.Next(significant.IsEmpty ? 9 : 11))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                file[at] = random.Next(4) switch { 0 => 0, 1 => 255, 2 => 127, _ => 128 };
                return file;
            case 3:
                random.NextBytes(file.AsSpan(at, length));
                return file;
            case 4:
                return file[..Math.Max(at, 1)];
            case 5:
                return [.. file[..at], .. file[(at + length)..]];
            case 6:
                return [.. file[..at], .. file.AsSpan(at, length), .. file[at..]];
            case 7:
                file.AsSpan(random.Next(file.Length - length + 1), length).CopyTo(file.AsSpan(at));
                return file;
            case 8:
                if (at + 2 <= file.Length)
                    BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)random.Next(1 << 16));
                return file;
            default:
                file.AsSpan(at, random.Next(2) == 0 ? 1 : length).Fill(significant[random.Next(significant.Length)]);
                return file;
        }
    }

    /// <summary>Where to change: often a header, and in a zip archive its directory at the end, where readers take their decisions.</summary>
    private static int Place(byte[] file, Random random)
    {
        int most = Math.Min(file.Length, 64);
        if (random.Next(2) != 0)
            return random.Next(file.Length);
        return file.AsSpan().StartsWith("PK"u8) && random.Next(2) == 0 ? file.Length - 1 - random.Next(most) : random.Next(most);
    }

    private static void RepairChecksums(byte[] png)
    {
        for (long at = 8; at + 12 <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan((int)at));
            if (at + 12 + length > png.Length)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)(at + 8 + length)), Crc32.HashToUInt32(png.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }
}
