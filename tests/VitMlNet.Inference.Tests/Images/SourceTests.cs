
namespace VitMlNet.Inference.Tests;

/// <summary>Paths, bytes, streams and decoded pictures: the good ones give the same pixels, the bad ones an error that helps.</summary>
[TestClass]
public sealed class SourceTests
{
    private static readonly TestPicture s_picture = TestPicture.Noise(30, 50, 9);
    private static readonly byte[] s_png = PngFile.Write(s_picture);
    private static readonly ImagePreprocessor s_preprocessor = new(VitPreprocessing.Google, 12, 14);
    private static readonly float[] s_expected = Preprocess.File(s_png, height: 12, width: 14);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void AFileGivesTheSamePixels()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a picture.png", s_png);
        var pixels = new float[s_preprocessor.Length];
        s_preprocessor.FromFile(path, pixels);
        CollectionAssert.AreEqual(s_expected, pixels);
    }

    [TestMethod]
    [DataRow(int.MaxValue)]
    [DataRow(1)]
    [DataRow(1000)]
    public void AStreamGivesTheSamePixelsAndStaysOpen(int bytesARead)
    {
        byte[] large = PngFile.Write(TestPicture.Noise(200, 300, 1));
        foreach (byte[] file in new[] { s_png, large })
        {
            using var stream = new SlowStream([1, 2, 3, .. file], bytesARead) { Position = 3 };
            var pixels = new float[s_preprocessor.Length];
            s_preprocessor.FromStream(stream, "a stream", pixels);
            CollectionAssert.AreEqual(Preprocess.File(file, height: 12, width: 14), pixels);
            Assert.IsTrue(stream.CanRead);
        }
    }

    [TestMethod]
    public void ADecodedPictureGivesTheSamePixelsToManyThreads()
    {
        byte[] bytes = s_picture.ToRgba();
        VitImage image = VitImage.FromPixels(s_picture.Width, s_picture.Height, bytes);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.CancellationToken }, _ =>
        {
            var pixels = new float[s_preprocessor.Length];
            s_preprocessor.FromPicture(image.GetRows(), pixels);
            CollectionAssert.AreEqual(s_expected, pixels);
        });
        CollectionAssert.AreEqual(bytes, image.Pixels.ToArray());
    }

    [TestMethod]
    public void BadPathsAreErrors()
    {
        using var folder = new TemporaryFolder();
        AssertError(() => Read(""), "path");
        AssertError(() => Read("  "), "path");
        AssertError(() => Read(folder.Path), "folder");
        AssertError(() => Read(Path.Combine(folder.Path, "absent.jpg")), "no such file");
        AssertError(() => Read(Path.Combine(folder.Path, "absent", "absent.jpg")), "no such file");
        AssertError(() => Read(folder.Write("empty.jpg", [])), "empty");
        AssertError(() => Read(folder.Write("short.jpg", [0xFF])), "FF");
        AssertError(() => Read(folder.Write("text.jpg", "not a picture"u8.ToArray())), "6E6F742061207069");
        AssertError(() => Read("a\0b.jpg"), "could not be read");

        void Read(string path) => s_preprocessor.FromFile(path, new float[s_preprocessor.Length]);
    }

    [TestMethod]
    public void NoBytesAreAnError() => AssertError(() => Preprocess.File([]), "empty");

    [TestMethod]
    public void AStreamThatIsNoImageIsNotReadToItsEnd()
    {
        using var stream = new EndlessStream([]);
        AssertError(() => s_preprocessor.FromStream(stream, "an endless stream", new float[s_preprocessor.Length]), "JPEG, PNG, WebP, BMP or GIF");
        Assert.IsLessThan(100_000, stream.BytesRead);
    }

    [TestMethod]
    public void AStreamOverTheByteLimitIsNotReadToItsEnd()
    {
        using var stream = new EndlessStream(s_png[..20]);
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Google, 8, 8, new VitImageOptions { MaxEncodedBytes = 1_000_000 });
        AssertError(() => preprocessor.FromStream(stream, "an endless stream", new float[preprocessor.Length]), "MaxEncodedBytes");
        Assert.IsLessThan(1_100_000, stream.BytesRead);
    }

    [TestMethod]
    public void AFileOverTheByteLimitIsAnError()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("large.png", s_png);
        var options = new VitImageOptions { MaxEncodedBytes = s_png.Length - 1 };
        AssertError(() => new ImagePreprocessor(VitPreprocessing.Google, 8, 8, options).FromFile(path, new float[192]), "MaxEncodedBytes");
        AssertError(() => Preprocess.File(s_png, options: options), "MaxEncodedBytes");
    }

    [TestMethod]
    public void ABrokenStreamIsAnError()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        AssertError(() => s_preprocessor.FromStream(closed, "a closed stream", new float[s_preprocessor.Length]), "could not be read");
    }

    [TestMethod]
    public void ASpanOfAnotherLengthIsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => s_preprocessor.FromBytes(s_png, "a picture", new float[s_preprocessor.Length + 1]));

    private static void AssertError(Action action, string text) => StringAssert.Contains(Assert.ThrowsExactly<VitImageException>(action).Message, text);
}
