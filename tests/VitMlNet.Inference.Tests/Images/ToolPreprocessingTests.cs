namespace VitMlNet.Inference.Tests;

/// <summary>What other tools do to photographs beyond the presets of Google and timm, against the arithmetic written down plainly.</summary>
[TestClass]
public sealed class ToolPreprocessingTests
{
    [TestMethod]
    [DataRow(320, 263, 256, 224, VitCropRounding.Floor, 43)]
    [DataRow(320, 263, 256, 224, VitCropRounding.HalfToEven, 44)]
    public void The_middle_is_where_the_tool_has_it(int width, int height, int side, int crop, VitCropRounding rounding, int start)
    {
        var preprocessing = new VitPreprocessing { ResizeMode = VitResizeMode.CropCenter, ResizeHeight = side, CropRounding = rounding };
        ResizePlan plan = ResizePlan.Create(preprocessing, height, width, crop, crop);
        Assert.AreEqual((311, start), (plan.Horizontal.Resized, plan.Horizontal.Start));
        Assert.AreEqual((side, (side - crop) / 2), (plan.Vertical.Resized, plan.Vertical.Start));
    }

    [TestMethod]
    [DataRow(VitResizeMode.CropCenter, 160, 288, 500, 248, 645, 320)]
    [DataRow(VitResizeMode.Fit, 224, 224, 500, 248, 224, 111)]
    public void Both_sides_are_rounded_by_one_ratio(VitResizeMode mode, int height, int width, int sourceHeight, int sourceWidth, int resizedHeight, int resizedWidth)
    {
        var preprocessing = new VitPreprocessing { ResizeMode = mode, ResizeHeight = mode == VitResizeMode.Fit ? null : 177, ResizeWidth = mode == VitResizeMode.Fit ? null : 320 };
        ResizePlan plan = ResizePlan.Create(preprocessing, sourceHeight, sourceWidth, height, width);
        Assert.AreEqual((resizedHeight, resizedWidth), (plan.Vertical.Resized, plan.Horizontal.Resized));
    }

    [TestMethod]
    [DataRow(VitCropRounding.Floor, VitResizeArithmetic.Pillow, 2)]
    [DataRow(VitCropRounding.Floor, VitResizeArithmetic.Torchvision, 1)]
    [DataRow(VitCropRounding.HalfToEven, VitResizeArithmetic.Pillow, 1)]
    public void What_is_too_small_is_filled_on_both_sides(VitCropRounding rounding, VitResizeArithmetic arithmetic, int before)
    {
        VitPreprocessing settings = Plain with { ResizeMode = VitResizeMode.None, CropRounding = rounding, Arithmetic = arithmetic, FillColor = new(7, 8, 9) };
        TestPicture picture = TestPicture.Noise(5, 5, 1);
        float[] pixels = Run(picture, settings, 8, 8);
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                bool isInside = y >= before && y < before + 5 && x >= before && x < before + 5;
                for (int channel = 0; channel < 3; channel++)
                    Assert.AreEqual(isInside ? picture[y - before, x - before, channel] : 7 + channel, pixels[(3 * ((8 * y) + x)) + channel]);
            }
        }
    }

    [TestMethod]
    public void A_square_is_padded_before_it_is_resized()
    {
        VitPreprocessing settings = Plain with { ResizeMode = VitResizeMode.PadToSquare, Interpolation = VitInterpolation.Bicubic, Antialias = true, FillColor = new(255) };
        for (int seed = 0; seed < 8; seed++)
        {
            (int height, int width) = (3 + (7 * seed % 11), 4 + (5 * seed % 13));
            int side = Math.Max(height, width), top = (side - height) / 2, left = (side - width) / 2;
            TestPicture picture = TestPicture.Noise(height, width, seed);
            var rgb = new byte[3 * side * side];
            rgb.AsSpan().Fill(255);
            for (int y = 0; y < height; y++)
                picture.Rgb.AsSpan(3 * width * y, 3 * width).CopyTo(rgb.AsSpan(3 * (((top + y) * side) + left)));
            float[] expected = Run(new TestPicture(side, side, rgb), settings with { ResizeMode = VitResizeMode.Squash }, 9, 9);
            CollectionAssert.AreEqual(expected, Run(picture, settings, 9, 9));
        }
    }

    [TestMethod]
    public void The_order_of_the_colours_and_their_range_are_as_asked()
    {
        TestPicture picture = TestPicture.Noise(6, 6, 2);
        float[] plain = Run(picture, Plain, 6, 6), reversed = Run(picture, Plain with { BlueFirst = true }, 6, 6);
        for (int i = 0; i < plain.Length; i += 3)
        {
            Assert.AreEqual(picture.Rgb[i], plain[i]);
            Assert.AreEqual((plain[i + 2], plain[i + 1], plain[i]), (reversed[i], reversed[i + 1], reversed[i + 2]));
        }

        float[] planes = new float[plain.Length];
        new ImagePreprocessor(Plain with { BlueFirst = true }, 6, 6, null, VitPixelLayout.ChannelsFirst).FromPicture(Rows(picture), planes);
        Assert.AreEqual((plain[2], plain[0]), (planes[0], planes[2 * 36]));
        Assert.AreEqual(picture.Rgb[0] * (float)(1 / 255.0), Run(picture, Plain with { Antialias = true, RescaleFactor = 1 / 255.0, FusesRescaling = true }, 6, 6)[0]);
        Assert.AreEqual(((picture.Rgb[0] / 255f) - 0.5f) / 0.25f / 0.25f,
            Run(picture, Plain with { Antialias = true, RescaleFactor = 1 / 255.0, Mean = new(0.5f), StandardDeviation = new(0.25f), DividesTwice = true }, 6, 6)[0]);
    }

    [TestMethod]
    [DataRow(VitInterpolation.Bilinear, VitResizeArithmetic.Torchvision)]
    [DataRow(VitInterpolation.Bicubic, VitResizeArithmetic.Torchvision)]
    [DataRow(VitInterpolation.Lanczos, VitResizeArithmetic.Pillow)]
    [DataRow(VitInterpolation.Hamming, VitResizeArithmetic.Pillow)]
    [DataRow(VitInterpolation.Box, VitResizeArithmetic.Pillow)]
    [DataRow(VitInterpolation.Bilinear, VitResizeArithmetic.Unrounded)]
    [DataRow(VitInterpolation.Bicubic, VitResizeArithmetic.Unrounded)]
    public void Filters_are_what_exact_arithmetic_gives_but_for_their_rounding(VitInterpolation interpolation, VitResizeArithmetic arithmetic)
    {
        VitPreprocessing settings = Plain with { Interpolation = interpolation, Antialias = true, Arithmetic = arithmetic };
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            TestPicture picture = TestPicture.Noise(1 + random.Next(60), 1 + random.Next(60), seed);
            int height = 1 + random.Next(30), width = 1 + random.Next(30);
            double[,,] exact = Exact(picture, height, width, interpolation, arithmetic != VitResizeArithmetic.Unrounded);
            float[] found = Run(picture, settings, height, width);

            // Two roundings to 8 bits, each of weights that are rounded too.
            double tolerance = arithmetic == VitResizeArithmetic.Unrounded ? 2e-3 : 1.01;
            for (int i = 0; i < found.Length; i++)
                Assert.AreEqual(exact[i / 3 / width, i / 3 % width, i % 3], found[i], tolerance, $"{picture.Height} x {picture.Width} to {height} x {width}, value {i}");
        }
    }

    [TestMethod]
    public void The_nearest_pixel_is_that_in_which_the_centre_lies()
    {
        TestPicture picture = TestPicture.Noise(37, 23, 4);
        float[] found = Run(picture, Plain with { Interpolation = VitInterpolation.NearestExact }, 10, 9);
        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 9; x++)
                Assert.AreEqual(picture[(int)((y + 0.5) * 37 / 10), (int)((x + 0.5) * 23 / 9), 1], found[(3 * ((9 * y) + x)) + 1]);
        }
    }

    [TestMethod]
    public void Settings_that_contradict_each_other_are_refused()
    {
        foreach (VitPreprocessing settings in (VitPreprocessing[])
        [
            Plain with { Interpolation = VitInterpolation.Lanczos },
            Plain with { Interpolation = VitInterpolation.Lanczos, Antialias = true, Arithmetic = VitResizeArithmetic.Torchvision },
            Plain with { ResizeWidth = 8 },
            Plain with { DividesTwice = true },
            Plain with { ResizeHeight = 8, ResizeMode = VitResizeMode.None },
            Plain with { Arithmetic = (VitResizeArithmetic)9 },
        ])
            Assert.ThrowsExactly<ArgumentException>(() => new ImagePreprocessor(settings, 8, 8));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Plain with { ResizeHeight = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Plain with { FillColor = new(256) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Plain with { RescaleFactor = double.NaN });
    }

    [TestMethod]
    [DataRow("hf-vit")]
    [DataRow("hf-deit")]
    [DataRow("hf-clip")]
    [DataRow("hf-dinov2")]
    [DataRow("hf-siglip")]
    [DataRow("torchvision")]
    [DataRow("keras")]
    [DataRow("ultralytics")]
    [DataRow("""{"resize":"fit","resizeTo":[177,320],"interpolation":"lanczos","antialias":true,"cropFraction":1,"cropRounding":"floor","fill":[124,116,104],"rescale":0.5,"dividesTwice":true,"blueFirst":true,"mean":[0,0,0],"std":[1,1,1]}""")]
    [DataRow("""{"resize":"crop","resizeTo":64,"interpolation":"bicubic","antialias":true,"arithmetic":"torchvision","cropFraction":1,"fused":true,"mean":[0.1,0.1,0.1],"std":[1,1,1]}""")]
    public void The_text_comes_back_as_it_was(string text) => Assert.AreEqual(text, VitPreprocessing.Parse(text).ToString());

    private static VitPreprocessing Plain { get; } = VitPreprocessing.Keras;

    private static PictureRows Rows(TestPicture picture) => VitImage.FromPixels(picture.Width, picture.Height, picture.ToRgba()).GetRows();

    private static float[] Run(TestPicture picture, VitPreprocessing settings, int height, int width)
    {
        var preprocessor = new ImagePreprocessor(settings, height, width);
        var pixels = new float[preprocessor.Length];
        preprocessor.FromPicture(Rows(picture), pixels);
        return pixels;
    }

    private static double[,,] Exact(TestPicture picture, int height, int width, VitInterpolation interpolation, bool isRounded)
    {
        var rows = new double[picture.Height, width, 3];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                foreach ((int at, double weight) in Weights(picture.Width, width, x, interpolation))
                {
                    for (int channel = 0; channel < 3; channel++)
                        rows[y, x, channel] += weight * picture[y, at, channel];
                }

                for (int channel = 0; channel < 3 && isRounded; channel++)
                    rows[y, x, channel] = Math.Clamp(Math.Floor(rows[y, x, channel] + 0.5), 0, 255);
            }
        }

        var result = new double[height, width, 3];
        for (int y = 0; y < height; y++)
        {
            foreach ((int at, double weight) in Weights(picture.Height, height, y, interpolation))
            {
                for (int x = 0; x < width; x++)
                {
                    for (int channel = 0; channel < 3; channel++)
                        result[y, x, channel] += weight * rows[at, x, channel];
                }
            }

            for (int i = 0; i < 3 * width && isRounded; i++)
                result[y, i / 3, i % 3] = Math.Clamp(Math.Floor(result[y, i / 3, i % 3] + 0.5), 0, 255);
        }

        return result;
    }

    private static List<(int At, double Weight)> Weights(int source, int resized, int output, VitInterpolation interpolation)
    {
        double scale = (double)source / resized, stretch = Math.Max(scale, 1), center = (output + 0.5) * scale;
        double support = stretch * interpolation switch { VitInterpolation.Lanczos => 3, VitInterpolation.Bicubic => 2, VitInterpolation.Box => 0.5, _ => 1 };
        int first = Math.Max((int)(center - support + 0.5), 0), end = Math.Min((int)(center + support + 0.5), source);
        List<(int At, double Weight)> taps = [.. Enumerable.Range(first, end - first).Select(at => (at, Kernel(interpolation, (at + 0.5 - center) / stretch)))];
        double sum = taps.Sum(tap => tap.Weight);
        return [.. taps.Select(tap => (tap.At, tap.Weight / sum))];
    }

    private static double Kernel(VitInterpolation interpolation, double x)
    {
        double distance = Math.Abs(x), angle = Math.PI * distance;
        return interpolation switch
        {
            VitInterpolation.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            VitInterpolation.Hamming => distance == 0 ? 1 : distance >= 1 ? 0 : Math.Sin(angle) / angle * (0.54 + 0.46 * Math.Cos(angle)),
            VitInterpolation.Lanczos => distance == 0 ? 1 : distance >= 3 ? 0 : 3 * Math.Sin(angle) * Math.Sin(angle / 3) / (angle * angle),
            VitInterpolation.Bicubic => distance < 1 ? (1.5 * distance - 2.5) * distance * distance + 1
                : distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0,
            _ => Math.Max(0, 1 - distance),
        };
    }
}
