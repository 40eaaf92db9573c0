
namespace VitMlNet.Inference.Tests;

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
        VitImage image = ToImage(Picture);
        File.WriteAllText(folder.File(name), "an older file");
        image.Save(folder.File(name), jpegQuality: 100);
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        AssertSame(File.ReadAllBytes(folder.File(name)), tolerance);
    }

    [TestMethod]
    public void A_stream_stays_open()
    {
        var stream = new MemoryStream();
        ToImage(Picture).Save(stream, VitImageFileFormat.Png);
        Assert.IsTrue(stream.CanWrite);
        AssertSame(stream.ToArray(), 0);
    }

    [TestMethod]
    public void Quality_makes_larger_files()
    {
        VitImage image = ToImage(TestPicture.Noise(64, 64, 1));
        long[] lengths = [.. new[] { 10, 50, 100 }.Select(quality =>
        {
            using var stream = new MemoryStream();
            image.Save(stream, VitImageFileFormat.Jpeg, quality);
            return stream.Length;
        })];
        CollectionAssert.AreEqual(lengths.Order().Distinct().ToArray(), lengths);
    }

    [TestMethod]
    public void Wrong_uses_are_refused_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        VitImage image = ToImage(Picture);
        Assert.Contains(".png, .jpg", Assert.ThrowsExactly<ArgumentException>(() => image.Save(folder.File("a.gif"))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => image.Save(folder.File("a.jpg"), 101));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => image.Save(Stream.Null, (VitImageFileFormat)7));
        string absent = Path.Combine(folder.Path, "absent", "a.png");
        Assert.AreEqual(absent, Assert.ThrowsExactly<VitImageException>(() => image.Save(absent)).ImageSource);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_picture_beyond_JPEGs_sizes_is_refused()
    {
        VitImage image = VitImage.FromPixels(65536, 1, new byte[4 * 65536]);
        Assert.Contains("65536 x 1", Assert.ThrowsExactly<VitImageException>(() => image.Save(Stream.Null, VitImageFileFormat.Jpeg)).Message);
    }

    private static VitImage ToImage(TestPicture picture) => VitImage.FromPixels(picture.Width, picture.Height, picture.ToRgba());

    private static void AssertSame(byte[] file, int tolerance)
    {
        VitImage read = VitImage.Load(file);
        byte[] expected = Picture.ToRgba(), actual = read.Pixels.ToArray();
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], (double)tolerance);
    }
}
