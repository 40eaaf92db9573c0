using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Imaging;

[TestClass]
public sealed class ImageLoaderTests
{
    private static readonly TestPicture s_picture = TestPicture.Smooth(40, 56);

    [TestMethod]
    public void EverySourceGivesThePicture()
    {
        using var folder = new TemporaryFolder();
        byte[] png = SkiaFiles.Png(s_picture);
        using var stream = new MemoryStream(png);
        using MLImage fromFile = VitImageLoader.FromFile(folder.Write("a.png", png));
        using MLImage fromBytes = VitImageLoader.FromBytes(png);
        using MLImage fromStream = VitImageLoader.FromStream(stream);
        foreach (MLImage image in (MLImage[])[fromFile, fromBytes, fromStream])
            CollectionAssert.AreEqual(s_picture.ToRgba(), image.Pixels.ToArray());
        Assert.IsTrue(stream.CanRead);
    }

    [TestMethod]
    [DataRow(1), DataRow(2), DataRow(3), DataRow(4), DataRow(5), DataRow(6), DataRow(7), DataRow(8)]
    public void PicturesAreTurnedUpright(int orientation)
    {
        byte[] jpeg = SkiaFiles.Jpeg(ExifOrientation.Store(s_picture, orientation));
        using MLImage stored = VitImageLoader.FromBytes(jpeg);
        using MLImage upright = VitImageLoader.FromBytes(ExifOrientation.AddToJpeg(jpeg, orientation));
        Assert.AreEqual((s_picture.Width, s_picture.Height), (upright.Width, upright.Height));
        CollectionAssert.AreEqual(ToPicture(stored).Rgb, ExifOrientation.Store(ToPicture(upright), orientation).Rgb);
    }

    [TestMethod]
    public void TransparentPixelsAreLaidOnTheBackground()
    {
        byte[] webP = SkiaFiles.WebPWithAlpha(s_picture, _ => 0);
        using MLImage image = VitImageLoader.FromBytes(webP, new VitImageOptions { BackgroundColor = System.Drawing.Color.FromArgb(9, 80, 200) });
        CollectionAssert.AreEqual(new byte[] { 9, 80, 200, 255 }, image.Pixels[..4].ToArray());
    }

    [TestMethod]
    public void WhatFitsIntoNoMemoryIsAnError()
    {
        byte[] gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
        gif.AsSpan(6, 4).Fill(0xFF);
        var e = Assert.ThrowsExactly<VitImageException>(() => VitImageLoader.FromBytes(gif, new VitImageOptions { MaxPixels = long.MaxValue }));
        Assert.Contains("no memory for its 65535 x 65535 pixels", e.Message);
    }

    [TestMethod]
    public void AnImageOfTheTargetSizeStaysUsable()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        TestPicture picture = TestPicture.Noise(8, 8, 3);
        using MLImage image = VitImageLoader.FromBytes(SkiaFiles.Png(picture));
        using var transformer = ml.Transforms.VitClassifyImage("Score", model, "image").Fit(ml.Data.LoadFromEnumerable(Array.Empty<ImagePhoto>()));
        using PredictionEngine<ImagePhoto, Prediction> engine = ml.Model.CreateVitPredictionEngine<ImagePhoto, Prediction>(transformer);
        float[] first = engine.Predict(new ImagePhoto { image = image }).Score;
        float[] second = engine.Predict(new ImagePhoto { image = image }).Score;
        CollectionAssert.AreEqual(first, second);
        CollectionAssert.AreEqual(picture.ToRgba(), image.Pixels.ToArray());
    }

    [TestMethod]
    public void EveryFormatClassifiesAlike()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        byte[][] files = [SkiaFiles.Png(s_picture), SkiaFiles.WebP(s_picture, 100), BmpFile.Write(s_picture), SkiaFiles.Jpeg(s_picture, 100)];
        IDataView data = ml.Data.LoadFromEnumerable(files.Select((bytes, i) => new Photo { ImagePath = folder.Write($"photo{i}", bytes) }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(data);
        Prediction[] rows = [.. ml.Data.CreateEnumerable<Prediction>(transformer.Transform(data), false)];
        CollectionAssert.AreEqual(rows[0].Score, rows[1].Score);
        CollectionAssert.AreEqual(rows[0].Score, rows[2].Score);
        for (int i = 0; i < rows[0].Score.Length; i++)
            Assert.AreEqual(rows[0].Score[i], rows[3].Score[i], 0.01, $"class {i}");
    }

    private static TestPicture ToPicture(MLImage image) =>
        new(image.Height, image.Width, [.. image.Pixels.ToArray().Where((_, i) => i % 4 != 3)]);
}
