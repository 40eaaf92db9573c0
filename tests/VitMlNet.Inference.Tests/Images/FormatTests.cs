
namespace VitMlNet.Inference.Tests;

/// <summary>Every format and kind that docs/images.md lists gives the right pixels.</summary>
[TestClass]
public sealed class FormatTests
{
    private const int Height = 36;
    private const int Width = 48;
    private static readonly TestPicture s_picture = TestPicture.Smooth(Height, Width);
    private static readonly byte[] s_palette = [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(i * 7) })];

    public static IEnumerable<object[]> LosslessFiles =>
    [
        ["PNG of 8-bit RGB", PngFile.Write(s_picture)],
        ["interlaced PNG", new PngFile(Height, Width, 8, PngColor.Rgb) { Interlaced = true }.Write((y, x, channel) => s_picture[y, x, channel])],
        ["lossless WebP", SkiaFiles.WebP(s_picture, 100)],
        ["BMP of 24 bits", BmpFile.Write(s_picture)],
        ["BMP of 24 bits, top row first", BmpFile.Write(s_picture, topDown: true)],
        ["BMP of 32 bits", BmpFile.Write(s_picture, 32)],
        ["first frame of an animated WebP", SampleFiles.Data("animated.webp")],
    ];

    public static IEnumerable<object[]> LossyFiles =>
    [
        ["baseline JPEG", SkiaFiles.Jpeg(s_picture)],
        ["baseline JPEG with halved colours", SampleFiles.Data("baseline420.jpg")],
        ["progressive JPEG", SampleFiles.Data("progressive.jpg")],
        ["lossy WebP", SkiaFiles.WebP(s_picture, 95)],
    ];

    [TestMethod]
    [DynamicData(nameof(LosslessFiles))]
    public void LosslessPixelsAreExact(string kind, byte[] file) =>
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(file, Height, Width)), kind);

    [TestMethod]
    [DynamicData(nameof(LossyFiles))]
    public void LossyPixelsAreNear(string kind, byte[] file)
    {
        byte[] pixels = Preprocess.Pixels(file, Height, Width);
        Assert.IsLessThan(16, Preprocess.Difference(s_picture.Rgb, pixels), kind);
        Assert.IsLessThan(2.5, pixels.Zip(s_picture.Rgb, (a, b) => Math.Abs(a - b)).Average(), kind);
    }

    [TestMethod]
    public void GreyJpeg()
    {
        byte[] pixels = Preprocess.Pixels(SampleFiles.Data("grey.jpg"), Height, Width);
        for (int i = 0; i < pixels.Length; i += 3)
        {
            Assert.AreEqual(pixels[i], pixels[i + 1]);
            Assert.AreEqual(pixels[i], pixels[i + 2]);
            double grey = (0.299 * s_picture.Rgb[i]) + (0.587 * s_picture.Rgb[i + 1]) + (0.114 * s_picture.Rgb[i + 2]);
            Assert.AreEqual(grey, pixels[i], 6);
        }
    }

    // The file's inks are the picture's complement, with a black of 40 over all.
    [TestMethod]
    public void CmykJpeg()
    {
        byte[] expected = [.. s_picture.Rgb.Select(value => (byte)(value * 215 / 255))];
        Assert.IsLessThan(12, Preprocess.Difference(expected, Preprocess.Pixels(SampleFiles.Data("cmyk.jpg"), Height, Width)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(16)]
    public void GreyPng(int bits)
    {
        int most = (1 << bits) - 1;
        int Sample(int y, int x) => (int)((long)most * ((y * 5) + (x * 3)) / ((Height * 5) + (Width * 3)));
        byte[] pixels = Preprocess.Pixels(new PngFile(Height, Width, bits, PngColor.Grey).Write((y, x, _) => Sample(y, x)), Height, Width);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int expected = bits == 16 ? Sample(y, x) >> 8 : Sample(y, x) * 255 / most;
                for (int channel = 0; channel < 3; channel++)
                    Assert.AreEqual(expected, pixels[(3 * ((y * Width) + x)) + channel], $"at {y}, {x}");
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    public void PalettePng(int bits)
    {
        byte[] palette = s_palette[..(3 << bits)];
        int Index(int y, int x) => ((y * 31) + (x * 7)) % (1 << bits);
        byte[] file = new PngFile(Height, Width, bits, PngColor.Palette) { Palette = palette }.Write((y, x, _) => Index(y, x));
        AssertPalette(palette, Index, Preprocess.Pixels(file, Height, Width));
    }

    [TestMethod]
    public void Png16Bit()
    {
        byte[] file = new PngFile(Height, Width, 16, PngColor.Rgb).Write((y, x, channel) => (s_picture[y, x, channel] << 8) | 0x42);
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(file, Height, Width)));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void PaletteBmp(bool runLengths)
    {
        static int Index(int y, int x) => ((y * 31) + (x * 7)) % 256;
        AssertPalette(s_palette, Index, Preprocess.Pixels(BmpFile.WritePalette(Height, Width, s_palette, Index, runLengths), Height, Width));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Gif(bool interlaced)
    {
        static int Index(int y, int x) => ((y * 31) + (x * 7)) % 256;
        AssertPalette(s_palette, Index, Preprocess.Pixels(GifFile.Write(Height, Width, s_palette, [Index], interlaced: interlaced), Height, Width));
    }

    [TestMethod]
    public void FirstFrameOfAnimatedGif()
    {
        static int Index(int y, int x) => ((y * 31) + (x * 7)) % 256;
        byte[] file = GifFile.Write(Height, Width, s_palette, [Index, (_, _) => 3, (_, _) => 9]);
        AssertPalette(s_palette, Index, Preprocess.Pixels(file, Height, Width));
    }

    // A gamma of 1: a program that converts to sRGB would lighten the picture much.
    [TestMethod]
    public void ColourProfilesAreIgnored()
    {
        byte[] file = new PngFile(Height, Width, 8, PngColor.Rgb) { Profile = ("gAMA", [0, 1, 0x86, 0xA0]) }.Write((y, x, channel) => s_picture[y, x, channel]);
        Assert.AreEqual(0, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(file, Height, Width)));
    }

    private static void AssertPalette(byte[] palette, Func<int, int, int> index, byte[] pixels)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                CollectionAssert.AreEqual(palette.AsSpan(3 * index(y, x), 3).ToArray(), pixels.AsSpan(3 * ((y * Width) + x), 3).ToArray(), $"at {y}, {x}");
        }
    }
}
