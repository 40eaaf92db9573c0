namespace VitMlNet.Inference.Tests;

/// <summary>A picture that a camera stored sideways or mirrored is the same to the model as one stored upright.</summary>
[TestClass]
public sealed class OrientationTests
{
    // Neither side is a multiple of a JPEG block's, and the model's shape is not square: swapped axes show.
    private static readonly TestPicture s_upright = TestPicture.Noise(37, 59, 5);

    public static IEnumerable<object[]> Cases =>
        from preset in new[] { "google", "timm", """{"interpolation":"bicubic"}""", """{"resize":"crop","cropFraction":0.8}""", """{"antialias":true}""" }
        from orientation in Enumerable.Range(1, 8)
        select new object[] { preset, orientation };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void PngIsTurnedExactly(string preset, int orientation)
    {
        TestPicture stored = ExifOrientation.Store(s_upright, orientation);
        byte[] file = new PngFile(stored.Height, stored.Width, 8, PngColor.Rgb) { Exif = ExifOrientation.Tiff(orientation) }
            .Write((y, x, channel) => stored[y, x, channel]);
        float[] expected = Preprocess.File(PngFile.Write(s_upright), VitPreprocessing.Parse(preset), 20, 28);
        CollectionAssert.AreEqual(expected, Preprocess.File(file, VitPreprocessing.Parse(preset), 20, 28));
    }

    // Sides of whole blocks, so that the stored picture's blocks are the upright one's, turned.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void JpegIsTurned(string preset, int orientation)
    {
        TestPicture upright = TestPicture.Smooth(48, 64);
        byte[] jpeg = ExifOrientation.AddToJpeg(SkiaFiles.Jpeg(ExifOrientation.Store(upright, orientation), 100), orientation, orientation % 2 == 0);
        float[] expected = Preprocess.File(PngFile.Write(upright), VitPreprocessing.Parse(preset), 20, 28);
        float[] pixels = Preprocess.File(jpeg, VitPreprocessing.Parse(preset), 20, 28);
        for (int i = 0; i < pixels.Length; i++)
            Assert.AreEqual(expected[i], pixels[i], 6 / 127.5f);
    }

    [TestMethod]
    [DataRow("orientation6.webp")]
    [DataRow("orientation6.png")]
    public void FilesOfAnotherProgramAreTurned(string name)
    {
        TestPicture stored = TestPicture.Smooth(36, 48);
        TestPicture upright = stored.Rearrange(48, 36, (y, x) => (35 - x, y));
        Assert.AreEqual(0, Preprocess.Difference(upright.Rgb, Preprocess.Pixels(SampleFiles.Data(name), 48, 36)));
    }
}
