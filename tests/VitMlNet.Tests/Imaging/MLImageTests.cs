using System.Drawing;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Imaging;

/// <summary>ML.NET's images: the good ones give the pixels of the same file and stay usable, the bad ones an error that helps.</summary>
[TestClass]
public sealed class MLImageTests
{
    private const int Height = 11;
    private const int Width = 26;
    private static readonly TestPicture s_picture = TestPicture.Noise(Height, Width, 12);
    private static readonly Color s_background = Color.FromArgb(0, 200, 30, 120);

    [TestMethod]
    [DataRow(MLPixelFormat.Rgba32)]
    [DataRow(MLPixelFormat.Bgra32)]
    public void AnImageGivesThePixelsOfItsFileToManyThreadsAndStaysUsable(MLPixelFormat format)
    {
        byte[] bytes = s_picture.ToRgba();
        for (int i = 0; format == MLPixelFormat.Bgra32 && i < bytes.Length; i += 4)
            (bytes[i], bytes[i + 2]) = (bytes[i + 2], bytes[i]);
        using MLImage image = MLImage.CreateFromPixels(Width, Height, format, bytes);
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Google, 16, 16);
        var expected = new float[preprocessor.Length];
        preprocessor.FromBytes(PngFile.Write(s_picture), "a file", expected);
        Parallel.For(0, 16, _ => CollectionAssert.AreEqual(expected, Read(preprocessor, image)));
        CollectionAssert.AreEqual(bytes, image.Pixels.ToArray());
    }

    /// <summary>ML.NET's own resizer gives back the image itself where it has the size already, and disposes it.</summary>
    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    [DataRow("mlnet")]
    public void AnImageOfTheModelsSizeStaysUsable(string preset)
    {
        using MLImage image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, s_picture.ToRgba());
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Parse(preset), Height, Width);
        CollectionAssert.AreEqual(Read(preprocessor, image), Read(preprocessor, image));
        Assert.AreEqual(Width, image.Width);
    }

    /// <summary>ML.NET keeps colours multiplied by their alpha.</summary>
    [TestMethod]
    public void TransparentPixelsLieOnTheBackground()
    {
        byte[] rgba = s_picture.ToRgba();
        for (int i = 0; i < rgba.Length; i++)
            rgba[i] = i % 4 == 3 ? Alpha(i) : (byte)Math.Round(rgba[i] * Alpha(i) / 255.0);
        using MLImage image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, rgba);
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Google, Height, Width, new VitImageOptions { BackgroundColor = s_background });
        float[] values = Read(preprocessor, image);
        for (int i = 0; i < values.Length; i++)
        {
            int background = (i % 3) switch { 0 => s_background.R, 1 => s_background.G, _ => s_background.B }, alpha = Alpha(i / 3 * 4);
            double expected = ((s_picture.Rgb[i] * alpha) + (background * (255 - alpha))) / 255.0;
            Assert.AreEqual(expected, (values[i] * 127.5) + 127.5, 1.5, $"value {i}");
        }

        static byte Alpha(int i) => (byte)(i / 4 % 256);
    }

    [TestMethod]
    public void ColoursAboveTheirAlphaSaturate()
    {
        using MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [200, 200, 200, 0]);
        CollectionAssert.AreEqual((float[])[1, 1, 1], Read(new ImagePreprocessor(VitPreprocessing.Google, 1, 1), image));
    }

    [TestMethod]
    public void ADisposedImageIsAnError()
    {
        MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [1, 2, 3, 255]);
        image.Dispose();
        VitImageException e = Assert.ThrowsExactly<VitImageException>(() => Read(new ImagePreprocessor(VitPreprocessing.Google, 1, 1), image));
        StringAssert.Contains(e.Message, "disposed");
        Assert.AreEqual("row 3", e.ImageSource);
    }

    private static float[] Read(ImagePreprocessor preprocessor, MLImage image)
    {
        var pixels = new float[preprocessor.Length];
        preprocessor.FromPicture(new MLImageRows(image, "row 3"), pixels);
        return pixels;
    }
}
