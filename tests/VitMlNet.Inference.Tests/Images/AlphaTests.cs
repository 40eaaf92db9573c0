using System.Drawing;

namespace VitMlNet.Inference.Tests;

/// <summary>Transparent pixels lie on the background, in every format that has them.</summary>
[TestClass]
public sealed class AlphaTests
{
    private const int Height = 16;
    private const int Width = 17;
    private static readonly TestPicture s_picture = TestPicture.Noise(Height, Width, 12);
    private static readonly Color s_background = Color.FromArgb(0, 200, 30, 120);

    [TestMethod]
    public void WhiteIsTheDefault()
    {
        byte[] pixels = Preprocess.Pixels(Rgba(_ => 0), Height, Width);
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)255, pixels.Length).ToArray(), pixels);
    }

    [TestMethod]
    [DataRow("google")]
    [DataRow("""{"antialias":true}""")]
    public void EveryAlphaIsMixedWithTheBackground(string preset)
    {
        byte[] file = Rgba(i => i % 256);
        float[] values = Preprocess.File(file, VitPreprocessing.Parse(preset), Height, Width, new VitImageOptions { BackgroundColor = s_background });
        AssertMixed(i => i % 256, values);
    }

    [TestMethod]
    public void GreyWithAlpha()
    {
        byte[] file = new PngFile(Height, Width, 8, PngColor.GreyAlpha).Write((y, x, channel) => channel == 0 ? 100 : (y * Width) + x > 50 ? 255 : 0);
        byte[] pixels = Preprocess.Pixels(file, Height, Width);
        Assert.AreEqual(255, pixels[0]);
        Assert.AreEqual(100, pixels[^1]);
    }

    [TestMethod]
    public void PaletteWithAlpha()
    {
        byte[] file = new PngFile(Height, Width, 2, PngColor.Palette) { Palette = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120], Transparency = [255, 128, 0] }
            .Write((y, x, _) => x % 4);
        byte[] pixels = Preprocess.Pixels(file, Height, Width);
        byte[] expected = [10, 20, 30, Mixed(40, 255, 128), Mixed(50, 255, 128), Mixed(60, 255, 128), 255, 255, 255, 100, 110, 120];
        CollectionAssert.AreEqual(expected, pixels[..12]);
    }

    [TestMethod]
    public void TransparentColourOfAnRgbPng()
    {
        byte[] file = new PngFile(Height, Width, 8, PngColor.Rgb) { Transparency = [0, 1, 0, 2, 0, 3] }.Write((y, _, channel) => y == 0 ? channel + 1 : channel + 2);
        byte[] pixels = Preprocess.Pixels(file, Height, Width);
        CollectionAssert.AreEqual((byte[])[255, 255, 255], pixels[..3]);
        CollectionAssert.AreEqual((byte[])[2, 3, 4], pixels[^3..]);
    }

    [TestMethod]
    public void TransparentGif()
    {
        byte[] palette = new byte[768];
        palette[3 * 9] = 77;
        byte[] file = GifFile.Write(Height, Width, palette, [(_, x) => x == 0 ? 5 : 9], transparent: 5);
        byte[] pixels = Preprocess.Pixels(file, Height, Width);
        CollectionAssert.AreEqual((byte[])[255, 255, 255, 77, 0, 0], pixels[..6]);
    }

    [TestMethod]
    public void TransparentWebP()
    {
        float[] values = Preprocess.File(SkiaFiles.WebPWithAlpha(s_picture, i => i % 256), VitPreprocessing.Google, Height, Width, new VitImageOptions { BackgroundColor = s_background });
        // A lossless WebP may drop the colour of pixels that nobody sees.
        AssertMixed(i => i % 256, values);
    }

    private static byte[] Rgba(Func<int, int> alpha) => new PngFile(Height, Width, 8, PngColor.Rgba)
        .Write((y, x, channel) => channel == 3 ? alpha((y * Width) + x) : s_picture[y, x, channel]);

    private static void AssertMixed(Func<int, int> alpha, float[] values, int tolerance = 0)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int background = (i % 3) switch { 0 => s_background.R, 1 => s_background.G, _ => s_background.B };
            Assert.AreEqual(Mixed(s_picture.Rgb[i], background, alpha(i / 3)), Math.Round((values[i] * 127.5) + 127.5), tolerance, $"value {i}");
        }
    }

    private static byte Mixed(int color, int background, int alpha) => (byte)Math.Round(((color * alpha) + (background * (255 - alpha))) / 255.0);
}
