using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>The colour types of a PNG file, by their numbers in its header.</summary>
public enum PngColor
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>Writes PNG files of all kinds, for tests.</summary>
public sealed record PngFile(int Height, int Width, int BitDepth, PngColor Color)
{
    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public byte[]? Exif { get; init; }

    /// <summary>A chunk of a colour profile: gAMA, cHRM or iCCP, with its data.</summary>
    public (string Type, byte[] Data)? Profile { get; init; }

    public bool Interlaced { get; init; }

    /// <summary>8 bits of red, green and blue.</summary>
    public static byte[] Write(TestPicture picture) =>
        new PngFile(picture.Height, picture.Width, 8, PngColor.Rgb).Write((y, x, channel) => picture[y, x, channel]);

    /// <summary>Writes a file whose samples, of <see cref="BitDepth"/> bits, a function of y, x and channel gives.</summary>
    public byte[] Write(Func<int, int, int, int> sample)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)BitDepth, (byte)Color, (byte)(Interlaced ? 1 : 0));
        WriteChunk(file, "IHDR", header);
        WriteOptional(file, Profile?.Type ?? "", Profile?.Data);
        WriteOptional(file, "PLTE", Palette);
        WriteOptional(file, "tRNS", Transparency);
        WriteOptional(file, "eXIf", Exif);
        WriteChunk(file, "IDAT", Compress(sample));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A chunk with its length and checksum.</summary>
    public static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        var crc = new Crc32();
        crc.Append(Encoding.ASCII.GetBytes(type));
        crc.Append(data);
        file.Write(Encoding.ASCII.GetBytes(type));
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }

    private static void WriteOptional(Stream file, string type, byte[]? data)
    {
        if (data is not null)
            WriteChunk(file, type, data);
    }

    private byte[] Compress(Func<int, int, int, int> sample)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
        {
            // The passes of Adam7: first row and column, and the steps between them.
            (int Y, int X, int StepY, int StepX)[] passes = Interlaced
                ? [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
                : [(0, 0, 1, 1)];
            foreach ((int firstY, int firstX, int stepY, int stepX) in passes)
            {
                for (int y = firstY; y < Height && firstX < Width; y += stepY)
                    zlib.Write(PackRow(sample, y, firstX, stepX));
            }
        }

        return data.ToArray();
    }

    private byte[] PackRow(Func<int, int, int, int> sample, int y, int firstX, int stepX)
    {
        int channels = Color switch { PngColor.Rgb => 3, PngColor.GreyAlpha => 2, PngColor.Rgba => 4, _ => 1 };
        int pixels = (Width - firstX + stepX - 1) / stepX;
        var row = new byte[1 + (((pixels * channels * BitDepth) + 7) / 8)];
        int bit = 8;
        for (int x = firstX; x < Width; x += stepX)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                int value = sample(y, x, channel);
                for (int shift = BitDepth - 1; shift >= 0; shift--, bit++)
                    row[bit / 8] |= (byte)(((value >> shift) & 1) << (7 - (bit % 8)));
            }
        }

        return row;
    }
}
