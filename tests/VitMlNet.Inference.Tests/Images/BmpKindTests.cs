using System.Buffers.Binary;

namespace VitMlNet.Inference.Tests;

/// <summary>The rarer kinds of BMP files are read as browsers read them.</summary>
[TestClass]
public sealed class BmpKindTests
{
    private const int Height = 5;
    private const int Width = 7;
    private static readonly TestPicture s_picture = TestPicture.Noise(Height, Width, 3);

    [TestMethod]
    [DataRow(12)]
    [DataRow(16)]
    [DataRow(40)]
    [DataRow(64)]
    public void HeadersOfOs2AndWindowsGiveTheSamePixels(int header) =>
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(Write(header, 24, 0), Height, Width)));

    [TestMethod]
    [DataRow(108)]
    [DataRow(124)]
    public void AlphaOfBitFieldsIsBlendedWithTheBackground(int header)
    {
        byte[] expected = [.. s_picture.Rgb.Select(value => (byte)(((value * 128) + (255 * 127) + 127) / 255))];
        Assert.IsLessThan(2, Preprocess.Difference(expected, Preprocess.Pixels(Write(header, 32, 3), Height, Width)));
    }

    /// <summary>Programs that write this header leave the alpha at 0 and mean opaque pixels; no browser uses it.</summary>
    [TestMethod]
    public void AlphaOfTheThirdHeaderIsIgnored() =>
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(Write(56, 32, 3), Height, Width)));

    /// <summary>As browsers do: a mask for alpha, and none in any pixel, is a program's mistake.</summary>
    [TestMethod]
    [DataRow(108)]
    [DataRow(124)]
    public void AlphaThatIsZeroEverywhereIsIgnored(int header) =>
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(Write(header, 32, 3, alpha: 0), Height, Width)));

    [TestMethod]
    public void TheFourthByteMeansNothingWithoutBitFields() =>
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(Write(40, 32, 0), Height, Width)));

    private static byte[] Write(int header, int bits, int compression, byte alpha = 128)
    {
        int bytes = bits / 8, stride = ((Width * bytes) + 3) / 4 * 4, start = 14 + header;
        var file = new byte[start + (stride * Height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), start);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), header);
        if (header == 12)
        {
            (file[18], file[20], file[22], file[24]) = (Width, Height, 1, (byte)bits);
        }
        else
        {
            (file[18], file[22], file[26], file[28]) = (Width, Height, 1, (byte)bits);
            if (header > 16)
                file[30] = (byte)compression;
        }

        if (compression == 3)
        {
            foreach ((int at, uint mask) in ((int, uint)[])[(54, 0xFF0000), (58, 0xFF00), (62, 0xFF), (66, 0xFF000000)])
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), mask);
        }

        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int at = start + (stride * (Height - 1 - y)) + (x * bytes);
                for (int channel = 0; channel < 3; channel++)
                    file[at + channel] = (byte)s_picture[y, x, 2 - channel];
                if (bytes == 4)
                    file[at + 3] = alpha;
            }
        }

        return file;
    }
}
