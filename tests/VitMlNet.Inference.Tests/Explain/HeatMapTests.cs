
namespace VitMlNet.Inference.Tests;

/// <summary>Heat maps, pixel by pixel.</summary>
[TestClass]
public sealed class HeatMapTests
{
    private static VitHeatMapOptions Plain => new() { Opacity = 1, ClippedShare = 0, ColorMap = VitColorMap.Gray, Interpolation = VitInterpolation.Nearest };

    [TestMethod]
    public void Each_cell_covers_its_part_of_a_squashed_photograph()
    {
        var map = VitHeatMap.Create([0, 1, 2, 3, 4, 5], 2, 3, VitPreprocessing.Google, 8, 8);
        byte[] drawn = Draw(map, TestPicture.Noise(4, 9, 1), Plain);
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 9; x++)
                Assert.AreEqual(51 * (((y / 2) * 3) + (x / 3)), drawn[(9 * y) + x], $"{y}, {x}");
        }
    }

    [TestMethod]
    public void Opacity_mixes_the_colours_into_the_photograph()
    {
        TestPicture picture = TestPicture.Noise(5, 4, 2);
        VitImage photograph = ToImage(picture);
        var map = VitHeatMap.Create([0, 0, 0, 1], 2, 2, VitPreprocessing.Google, 8, 8);
        foreach (double opacity in new[] { 0, 0.25, 1 })
        {
            VitImage drawn = map.Draw(photograph, Plain.With(o => o.Opacity = opacity));
            Assert.AreEqual((picture.Height, picture.Width), (drawn.Height, drawn.Width));
            for (int i = 0; i < picture.Rgb.Length; i++)
            {
                int pixel = i / 3, colour = pixel / 4 >= 2 && pixel % 4 >= 2 ? 255 : 0;
                Assert.AreEqual((int)(picture.Rgb[i] + ((colour - picture.Rgb[i]) * opacity) + 0.5), drawn.Pixels.Span[(4 * pixel) + (i % 3)], $"{pixel}");
                Assert.AreEqual(255, drawn.Pixels.Span[(4 * pixel) + 3]);
            }
        }
    }

    [TestMethod]
    public void What_the_preprocessing_cuts_away_stays_as_it_is()
    {
        // The model's 9 x 9 are the middle of 10 rows and 30 columns.
        TestPicture picture = TestPicture.Noise(20, 60, 3);
        byte[] colours = Draw(VitHeatMap.Create([0, 1], 2, 1, VitPreprocessing.Timm, 9, 9), picture, Plain);
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < 60; x++)
            {
                // Of 10 rows and 30 columns, row 0 (torchvision rounds half to even) to 9 and column 10 to 19 are seen.
                bool isSeen = y < 18 && x is >= 20 and < 38;
                int expected = isSeen ? (y < 9 ? 0 : 255) : picture[y, x, 0];
                Assert.AreEqual(expected, colours[(60 * y) + x], $"{y}, {x}");
            }
        }
    }

    [TestMethod]
    public void Smooth_maps_pass_through_their_cells_and_stay_between_them()
    {
        foreach (VitInterpolation interpolation in new[] { VitInterpolation.Bilinear, VitInterpolation.Bicubic })
        {
            byte[] drawn = Draw(VitHeatMap.Create([0, 2, 8, 10], 1, 4, VitPreprocessing.Google, 8, 8), TestPicture.Noise(1, 36, 4), Plain.With(o => o.Interpolation = interpolation));
            CollectionAssert.AreEqual(new byte[] { 0, 51, 204, 255 }, new[] { drawn[4], drawn[13], drawn[22], drawn[31] });
            CollectionAssert.AreEqual(drawn.Order().ToArray(), drawn);
        }

        byte[] linear = Draw(VitHeatMap.Create([0, 1], 1, 2, VitPreprocessing.Google, 8, 8), TestPicture.Noise(1, 4, 4), Plain.With(o => o.Interpolation = VitInterpolation.Bilinear));
        CollectionAssert.AreEqual(new byte[] { 0, 64, 191, 255 }, linear);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(7)]
    [DataRow(8)]
    public void A_stored_orientation_turns_the_photograph_and_for_the_stock_steps_the_map(int orientation)
    {
        TestPicture upright = TestPicture.Noise(12, 18, 5), stored = ExifOrientation.Store(upright, orientation);
        byte[] file = new PngFile(stored.Height, stored.Width, 8, PngColor.Rgb) { Exif = ExifOrientation.Tiff(orientation) }
            .Write((y, x, channel) => stored[y, x, channel]);
        float[] map = [0, 1, 2, 3, 4, 5];

        var seenUpright = VitHeatMap.Create(map, 2, 3, VitPreprocessing.Google, 8, 8);
        CollectionAssert.AreEqual(Draw(seenUpright, upright, Plain), Reds(seenUpright.Draw(file, Plain)));
        CollectionAssert.AreEqual(upright.ToRgba(), Pixels(seenUpright.Draw(new MemoryStream(file), Plain.With(o => o.Opacity = 0))));

        // The stock steps saw the stored picture: the map lies over that, and is turned with it.
        var seenStored = VitHeatMap.Create(map, 2, 3, VitPreprocessing.MlNet, 8, 8);
        byte[] overStored = Draw(seenStored, stored, Plain);
        byte[] drawn = Reds(seenStored.Draw(file, Plain));
        TestPicture asStored = ExifOrientation.Store(new TestPicture(upright.Height, upright.Width, [.. drawn.SelectMany(red => new[] { red, red, red })]), orientation);
        CollectionAssert.AreEqual(overStored, asStored.Rgb.Where((_, i) => i % 3 == 0).ToArray());
    }

    [TestMethod]
    public void A_large_photograph_is_drawn_smaller()
    {
        var map = VitHeatMap.Create([0, 1], 1, 2, VitPreprocessing.Google, 8, 8);
        VitImage photograph = ToImage(TestPicture.Smooth(100, 40));
        foreach ((int? side, int height, int width) in new[] { ((int?)null, 100, 40), (100, 100, 40), (50, 50, 20), (7, 7, 3), (1, 1, 1) })
        {
            VitImage drawn = map.Draw(photograph, Plain.With(o => o.MaxSide = side));
            Assert.AreEqual((height, width), (drawn.Height, drawn.Width));
            if (width > 1)
                Assert.AreEqual((0, 255), (drawn.Pixels.Span[0], drawn.Pixels.Span[4 * (width - 1)]));
        }

        // As PIL makes pictures smaller: the mean of a smooth one stays.
        VitImage small = map.Draw(photograph, Plain.With(o => { o.Opacity = 0; o.MaxSide = 50; }));
        byte[] whole = photograph.Pixels.ToArray(), part = small.Pixels.ToArray();
        Assert.AreEqual(whole.Average(value => value), part.Average(value => value), 0.5);
    }

    [TestMethod]
    public void A_share_of_the_highest_values_gets_the_last_colour()
    {
        float[] map = [0, 1, 2, 3, 4, 5, 6, 7, 50, 1000, 20];
        TestPicture picture = TestPicture.Noise(1, 11, 1);
        byte[] Drawn(double share) => Draw(VitHeatMap.Create(map, 1, 11, VitPreprocessing.Google, 8, 8), picture, Plain.With(o => o.ClippedShare = share));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 1, 1, 1, 1, 2, 2, 13, 255, 5 }, Drawn(0.09));
        CollectionAssert.AreEqual(new byte[] { 0, 5, 10, 15, 20, 26, 31, 36, 255, 255, 102 }, Drawn(0.1));
        CollectionAssert.AreEqual(new byte[] { 0, 13, 26, 38, 51, 64, 77, 89, 255, 255, 255 }, Drawn(0.2));
    }

    [TestMethod]
    public void Equal_values_get_the_first_colour()
    {
        VitImage drawn = VitHeatMap.Create([0.25f, 0.25f, 0.25f, 0.25f], 2, 2, VitPreprocessing.Google, 8, 8)
            .Draw(ToImage(TestPicture.Noise(3, 3, 1)), Plain.With(o => o.ColorMap = VitColorMap.Viridis));
        CollectionAssert.AreEqual(new byte[] { 0x44, 0x01, 0x54, 0xFF }, drawn.Pixels[..4].ToArray());
    }

    [TestMethod]
    [DataRow(VitColorMap.Inferno)]
    [DataRow(VitColorMap.Viridis)]
    [DataRow(VitColorMap.Gray)]
    public void Colours_grow_lighter_with_the_value(VitColorMap colours)
    {
        float[] values = [.. Enumerable.Range(0, 256).Select(i => (float)i)];
        VitImage drawn = VitHeatMap.Create(values, 1, 256, VitPreprocessing.Google, 8, 8)
            .Draw(ToImage(TestPicture.Noise(1, 256, 1)), Plain.With(o => o.ColorMap = colours));
        byte[] pixels = drawn.Pixels.ToArray();
        double[] light = [.. Enumerable.Range(0, 256).Select(i => Lightness(pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]))];
        for (int i = 1; i < light.Length; i++)
            Assert.IsGreaterThan(light[i - 1] - 0.3, light[i], $"{i}");
        Assert.IsGreaterThan(60, light[255] - light[0]);
    }

    [TestMethod]
    public void Wrong_maps_and_options_are_refused()
    {
        VitPreprocessing google = VitPreprocessing.Google;
        Assert.Contains("6 values, and 5", Assert.ThrowsExactly<ArgumentException>(() => VitHeatMap.Create(new float[5], 2, 3, google, 8, 8)).Message);
        Assert.Contains("could not be read", Assert.ThrowsExactly<ArgumentException>(() => VitHeatMap.Create([1, float.NaN], 1, 2, google, 8, 8)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitHeatMap.Create([], 0, 3, google, 8, 8));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitHeatMap.Create([1], 1, 1, google, 0, 8));
        Assert.ThrowsExactly<ArgumentException>(() => VitHeatMap.Create([1], 1, 1, google with { Interpolation = VitInterpolation.Nearest, Antialias = true }, 8, 8));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitHeatMapOptions { Opacity = 1.5 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitHeatMapOptions { Opacity = double.NaN });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitHeatMapOptions { MaxSide = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitHeatMapOptions { ClippedShare = 1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitHeatMapOptions { ClippedShare = -0.1 });

        var map = VitHeatMap.Create([1], 1, 1, google, 8, 8);
        VitImage photograph = ToImage(TestPicture.Noise(3, 3, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => map.Draw(photograph, Plain.With(o => o.ColorMap = (VitColorMap)9)));
        Assert.Contains("absent.jpg", Assert.ThrowsExactly<VitImageException>(() => map.Draw("absent.jpg")).Message);
        Assert.ThrowsExactly<VitImageException>(() => map.Draw(new byte[] { 1, 2, 3 }));

        using var folder = new TemporaryFolder();
        VitModel blind = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        Assert.Contains("--attention", Assert.ThrowsExactly<ArgumentException>(() => new VitHeatMap([1], blind)).Message);
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("attentive.onnx")));
        Assert.AreEqual(6, Draw(new VitHeatMap([0, 1, 2, 3, 4, 5], model), TestPicture.Noise(2, 3, 1), Plain).Distinct().Count());
    }

    /// <summary>CIE L*, of sRGB.</summary>
    private static double Lightness(byte red, byte green, byte blue)
    {
        double y = (0.2126 * Linear(red)) + (0.7152 * Linear(green)) + (0.0722 * Linear(blue));
        return y > 216.0 / 24389 ? (116 * Math.Cbrt(y)) - 16 : y * 24389 / 27;

        static double Linear(byte value) => value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }

    private static byte[] Draw(VitHeatMap map, TestPicture picture, VitHeatMapOptions options)
    {
        VitImage photograph = ToImage(picture);
        byte[] before = photograph.Pixels.ToArray();
        byte[] reds = Reds(map.Draw(photograph, options));
        CollectionAssert.AreEqual(before, photograph.Pixels.ToArray());
        return reds;
    }

    private static byte[] Reds(VitImage drawn) => [.. Pixels(drawn).Where((_, i) => i % 4 == 0)];

    private static byte[] Pixels(VitImage drawn) => drawn.Pixels.ToArray();

    private static VitImage ToImage(TestPicture picture) => VitImage.FromPixels(picture.Width, picture.Height, picture.ToRgba());
}
