using System.Buffers.Binary;

namespace VitMlNet.Testing;

/// <summary>Writes BMP files, which SkiaSharp only reads, for tests.</summary>
public static class BmpFile
{
    /// <summary>24 bits, or 32 bits, a pixel, from the bottom row up or from the top row down.</summary>
    public static byte[] Write(TestPicture picture, int bitsPerPixel = 24, bool topDown = false)
    {
        int bytes = bitsPerPixel / 8, stride = ((picture.Width * bytes) + 3) / 4 * 4;
        byte[] file = Header(picture.Width, topDown ? -picture.Height : picture.Height, bitsPerPixel, 0, 0, stride * picture.Height);
        for (int y = 0; y < picture.Height; y++)
        {
            int row = 54 + (stride * (topDown ? y : picture.Height - 1 - y));
            for (int x = 0; x < picture.Width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                    file[row + (bytes * x) + channel] = picture[y, x, 2 - channel];
            }
        }

        return file;
    }

    /// <summary>8 bits a pixel and a palette of red, green and blue; each pixel's index is given.</summary>
    public static byte[] WritePalette(int height, int width, byte[] palette, Func<int, int, int> index, bool runLengths = false)
    {
        using var pixels = new MemoryStream();
        for (int y = height - 1; y >= 0; y--)
        {
            for (int x = 0; x < width; x++)
            {
                if (runLengths)
                    pixels.WriteByte(1);
                pixels.WriteByte((byte)index(y, x));
            }

            while (!runLengths && pixels.Length % 4 != 0)
                pixels.WriteByte(0);
            if (runLengths)
                pixels.Write([0, (byte)(y == 0 ? 1 : 0)]);
        }

        byte[] file = Header(width, height, 8, runLengths ? 1 : 0, palette.Length / 3, (int)pixels.Length);
        for (int i = 0; i < palette.Length / 3; i++)
            (file[54 + (4 * i)], file[55 + (4 * i)], file[56 + (4 * i)]) = (palette[(3 * i) + 2], palette[(3 * i) + 1], palette[3 * i]);
        pixels.ToArray().CopyTo(file, file.Length - (int)pixels.Length);
        return file;
    }

    private static byte[] Header(int width, int height, int bitsPerPixel, int compression, int colors, int pixelBytes)
    {
        int start = 54 + (4 * colors);
        var file = new byte[start + pixelBytes];
        "BM"u8.CopyTo(file);
        ReadOnlySpan<(int At, int Value)> fields =
        [
            (2, file.Length), (10, start), (14, 40), (18, width), (22, height), (26, 1 | (bitsPerPixel << 16)),
            (30, compression), (34, pixelBytes), (38, 2835), (42, 2835), (46, colors),
        ];
        foreach ((int at, int value) in fields)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        return file;
    }
}
