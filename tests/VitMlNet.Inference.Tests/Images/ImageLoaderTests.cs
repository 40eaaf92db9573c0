
namespace VitMlNet.Inference.Tests;

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
        VitImage fromFile = VitImage.Load(folder.Write("a.png", png));
        VitImage fromBytes = VitImage.Load(png);
        VitImage fromStream = VitImage.Load(stream);
        foreach (VitImage image in (VitImage[])[fromFile, fromBytes, fromStream])
            CollectionAssert.AreEqual(s_picture.ToRgba(), image.Pixels.ToArray());
        Assert.IsTrue(stream.CanRead);
    }

    [TestMethod]
    [DataRow(1), DataRow(2), DataRow(3), DataRow(4), DataRow(5), DataRow(6), DataRow(7), DataRow(8)]
    public void PicturesAreTurnedUpright(int orientation)
    {
        byte[] jpeg = SkiaFiles.Jpeg(ExifOrientation.Store(s_picture, orientation));
        VitImage stored = VitImage.Load(jpeg);
        VitImage upright = VitImage.Load(ExifOrientation.AddToJpeg(jpeg, orientation));
        Assert.AreEqual((s_picture.Width, s_picture.Height), (upright.Width, upright.Height));
        CollectionAssert.AreEqual(ToPicture(stored).Rgb, ExifOrientation.Store(ToPicture(upright), orientation).Rgb);
    }

    [TestMethod]
    public void TransparentPixelsAreLaidOnTheBackground()
    {
        byte[] webP = SkiaFiles.WebPWithAlpha(s_picture, _ => 0);
        VitImage image = VitImage.Load(webP, new VitImageOptions { BackgroundColor = System.Drawing.Color.FromArgb(9, 80, 200) });
        CollectionAssert.AreEqual(new byte[] { 9, 80, 200, 255 }, image.Pixels[..4].ToArray());
    }

    [TestMethod]
    public void WhatFitsIntoNoMemoryIsAnError()
    {
        byte[] gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
        gif.AsSpan(6, 4).Fill(0xFF);
        var e = Assert.ThrowsExactly<VitImageException>(() => VitImage.Load(gif, new VitImageOptions { MaxPixels = long.MaxValue }));
        Assert.Contains("no memory for its 65535 x 65535 pixels", e.Message);
    }

    [TestMethod]
    public void EveryFormatClassifiesAlike()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        byte[][] files = [SkiaFiles.Png(s_picture), SkiaFiles.WebP(s_picture, 100), BmpFile.Write(s_picture), SkiaFiles.Jpeg(s_picture, 100)];
        using var predictor = new VitPredictor(model);
        float[][] scores = [.. files.Select((bytes, i) => predictor.Classify(folder.Write($"photo{i}", bytes)).Scores.ToArray())];
        CollectionAssert.AreEqual(scores[0], scores[1]);
        CollectionAssert.AreEqual(scores[0], scores[2]);
        Scene.AssertNear(scores[0], scores[3], 0.01f);
    }

    [TestMethod]
    public void PixelsAreCopiedAndMadeOpaque()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8];
        VitImage image = VitImage.FromPixels(2, 1, pixels);
        pixels[0] = 99;
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 255, 5, 6, 7, 255 }, image.Pixels.ToArray());
        Assert.Contains("8 bytes, and 7", Assert.ThrowsExactly<ArgumentException>(() => VitImage.FromPixels(2, 1, pixels.AsSpan(1))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitImage.FromPixels(0, 1, []));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitImage.FromPixels(1, -1, []));
    }

    private static TestPicture ToPicture(VitImage image) =>
        new(image.Height, image.Width, [.. image.Pixels.ToArray().Where((_, i) => i % 4 != 3)]);
}
