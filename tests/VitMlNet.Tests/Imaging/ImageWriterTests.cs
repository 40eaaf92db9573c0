using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Imaging;

/// <summary>Pictures that are written and read again.</summary>
[TestClass]
public sealed class ImageWriterTests
{
    private static readonly TestPicture Picture = TestPicture.Smooth(20, 30);

    [TestMethod]
    [DataRow("a.png", 0)]
    [DataRow("a.PNG", 0)]
    [DataRow("a.jpg", 12)]
    [DataRow("a.jpeg", 12)]
    public void A_file_holds_the_picture(string name, int tolerance)
    {
        using var folder = new TemporaryFolder();
        using MLImage image = Photos.ToImage(Picture);
        File.WriteAllText(folder.File(name), "an older file");
        VitImageWriter.ToFile(image, folder.File(name), jpegQuality: 100);
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        AssertSame(File.ReadAllBytes(folder.File(name)), tolerance);
    }

    [TestMethod]
    [DataRow(MLPixelFormat.Rgba32)]
    [DataRow(MLPixelFormat.Bgra32)]
    public void A_stream_takes_either_order_of_colours_and_stays_open(MLPixelFormat format)
    {
        byte[] pixels = Picture.ToRgba();
        for (int i = 0; format == MLPixelFormat.Bgra32 && i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        using MLImage image = MLImage.CreateFromPixels(Picture.Width, Picture.Height, format, pixels);
        var stream = new MemoryStream();
        VitImageWriter.ToStream(image, stream, VitImageFileFormat.Png);
        Assert.IsTrue(stream.CanWrite);
        AssertSame(stream.ToArray(), 0);
    }

    [TestMethod]
    public void Quality_makes_larger_files()
    {
        using MLImage image = Photos.ToImage(TestPicture.Noise(64, 64, 1));
        long[] lengths = [.. new[] { 10, 50, 100 }.Select(quality =>
        {
            using var stream = new MemoryStream();
            VitImageWriter.ToStream(image, stream, VitImageFileFormat.Jpeg, quality);
            return stream.Length;
        })];
        CollectionAssert.AreEqual(lengths.Order().Distinct().ToArray(), lengths);
    }

    [TestMethod]
    public void Wrong_uses_are_refused_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        MLImage image = Photos.ToImage(Picture);
        Assert.Contains(".png, .jpg", Assert.ThrowsExactly<ArgumentException>(() => VitImageWriter.ToFile(image, folder.File("a.gif"))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitImageWriter.ToFile(image, folder.File("a.jpg"), 101));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitImageWriter.ToStream(image, Stream.Null, (VitImageFileFormat)7));
        string absent = Path.Combine(folder.Path, "absent", "a.png");
        Assert.AreEqual(absent, Assert.ThrowsExactly<VitImageException>(() => VitImageWriter.ToFile(image, absent)).ImageSource);
        image.Dispose();
        Assert.ThrowsExactly<VitImageException>(() => VitImageWriter.ToFile(image, folder.File("a.png")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_picture_beyond_JPEGs_sizes_is_refused()
    {
        using MLImage image = MLImage.CreateFromPixels(65536, 1, MLPixelFormat.Rgba32, new byte[4 * 65536]);
        Assert.Contains("65536 x 1", Assert.ThrowsExactly<VitImageException>(() => VitImageWriter.ToStream(image, Stream.Null, VitImageFileFormat.Jpeg)).Message);
    }

    private static void AssertSame(byte[] file, int tolerance)
    {
        using MLImage read = VitImageLoader.FromBytes(file);
        byte[] expected = Picture.ToRgba(), actual = read.Pixels.ToArray();
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], (double)tolerance);
    }
}
