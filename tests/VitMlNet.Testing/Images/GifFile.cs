namespace VitMlNet.Testing;

/// <summary>Writes GIF files, which SkiaSharp only reads, for tests.</summary>
public static class GifFile
{
    private const int Clear = 256;
    private const int End = 257;

    /// <summary>A picture of up to 256 colours.</summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="palette">256 colours of red, green and blue.</param>
    /// <param name="frames">For each frame the index of each pixel.</param>
    /// <param name="transparent">The index that is transparent, if any.</param>
    /// <param name="interlaced">Whether rows are in the interlaced order.</param>
    public static byte[] Write(int height, int width, byte[] palette, Func<int, int, int>[] frames, int? transparent = null, bool interlaced = false)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF7, 0, 0]);
        file.Write(palette);
        foreach (Func<int, int, int> frame in frames)
        {
            file.Write([0x21, 0xF9, 4, (byte)(transparent is null ? 0 : 1), 10, 0, (byte)(transparent ?? 0), 0]);
            file.Write([0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), (byte)(interlaced ? 0x40 : 0), 8]);
            WriteBlocks(file, Encode(Rows(height, interlaced).SelectMany(y => Enumerable.Range(0, width).Select(x => frame(y, x)))));
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static IEnumerable<int> Rows(int height, bool interlaced)
    {
        (int First, int Step)[] passes = interlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)];
        foreach ((int first, int step) in passes)
        {
            for (int y = first; y < height; y += step)
                yield return y;
        }
    }

    // Codes of 9 bits without any compression: the table is cleared before it would need a tenth bit.
    private static byte[] Encode(IEnumerable<int> indexes)
    {
        var bytes = new List<byte>();
        int bits = 0, held = 0, since = 0;
        void Emit(int code)
        {
            bits |= code << held;
            for (held += 9; held >= 8; held -= 8, bits >>= 8)
                bytes.Add((byte)bits);
        }

        Emit(Clear);
        foreach (int index in indexes)
        {
            if (++since > 200)
            {
                Emit(Clear);
                since = 1;
            }

            Emit(index);
        }

        Emit(End);
        bytes.Add((byte)bits);
        return [.. bytes];
    }

    private static void WriteBlocks(Stream file, byte[] data)
    {
        foreach (byte[] block in data.Chunk(255))
        {
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }

        file.WriteByte(0);
    }
}
