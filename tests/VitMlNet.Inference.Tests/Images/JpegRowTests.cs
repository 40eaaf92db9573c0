using SkiaSharp;

namespace VitMlNet.Inference.Tests;

/// <summary>A JPEG that is decoded row by row has the pixels of one that is decoded whole.</summary>
[TestClass]
public sealed class JpegRowTests
{
    [TestMethod]
    public void RowsAreThoseOfTheWholePicture()
    {
        var random = new Random(1);
        for (int i = 0; i < 150; i++)
        {
            TestPicture picture = TestPicture.Noise(1 + random.Next(200), 1 + random.Next(200), i);
            byte[] jpeg = SkiaFiles.Jpeg(picture, 20 + random.Next(80));
            using SKBitmap whole = SKBitmap.Decode(jpeg);
            byte[] rgb = [.. whole.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
            (int height, int width) = (1 + random.Next(60), 1 + random.Next(60));
            float[] expected = Preprocess.File(PngFile.Write(picture with { Rgb = rgb }), height: height, width: width);
            CollectionAssert.AreEqual(expected, Preprocess.File(jpeg, height: height, width: width), $"{picture.Height} x {picture.Width} to {height} x {width}");
        }
    }
}
