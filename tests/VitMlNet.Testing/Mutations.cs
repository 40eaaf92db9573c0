using System.Buffers.Binary;
using System.IO.Hashing;

namespace VitMlNet.Testing;

/// <summary>
/// Files with random damage, the same for a seed. A longer or another run, by hand: the environment variables VITMLNET_FUZZ_FILES and
/// VITMLNET_FUZZ_SEED.
/// </summary>
public static class Mutations
{
    public static int Seed { get; } = Setting("VITMLNET_FUZZ_SEED") ?? 20_000;

    /// <summary>The number of files of a run: what was set, or else what is right for CI.</summary>
    public static int Count(int usual) => Setting("VITMLNET_FUZZ_FILES") ?? usual;

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out int given) ? given : null;

    /// <summary>A copy with one to four places changed.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        byte[] file = [.. original];
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes && file.Length > 1; i++)
            file = MutateOnce(file, random);
        // A wrong checksum ends most PNG files at once: half of them get right ones.
        if (file.Length > 8 && file[1] == 'P' && random.Next(2) == 0)
            RepairChecksums(file);
        return file;
    }

    private static byte[] MutateOnce(byte[] file, Random random)
    {
        // Headers are where the decoders take decisions, so that they get more than their share.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Length, 64) : file.Length);
        int length = Math.Min(1 + random.Next(16), file.Length - at);
        switch (random.Next(9))
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
            default:
                if (at + 2 <= file.Length)
                    BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)random.Next(1 << 16));
                return file;
        }
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
