namespace VitMlNet.Inference.Tests;

/// <summary>A picture stands upright however a camera or a program has written that it does not.</summary>
[TestClass]
public sealed class StoredOrientationTests
{
    private const int Height = 24;
    private const int Width = 40;
    private static readonly TestPicture s_picture = TestPicture.Smooth(Height, Width);

    public static IEnumerable<object[]> Ways => OrientedFiles.Ways.Select(way => new object[] { way.Name });

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void EveryWayAndOrientationStandsUpright(string way)
    {
        Func<TestPicture, int, byte[]> write = OrientedFiles.Ways.First(known => known.Name == way).Write;
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] file = write(ExifOrientation.Store(s_picture, orientation), orientation);
            byte[] pixels = Preprocess.Pixels(file, Height, Width);
            Assert.IsLessThan(way.StartsWith("JPEG", StringComparison.Ordinal) ? 16 : 1, Preprocess.Difference(s_picture.Rgb, pixels), $"{way}, {orientation}");
        }
    }

    [TestMethod]
    [DataRow("be_long.jpg")]
    [DataRow("png_prefix.png")]
    [DataRow("webp_prefix.webp")]
    [DataRow("png_imagemagick.png")]
    [DataRow("png_xmp.png")]
    public void FilesThatWereReadWrongly(string name)
    {
        VitImage image = Load(name);
        VitImage stored = Load("webp_plain.webp");
        Assert.AreEqual((stored.Width, stored.Height), (image.Width, image.Height), $"{name} is turned as the others are");
    }

    [TestMethod]
    public void ExifComesBeforeXmp()
    {
        byte[] jpeg = SkiaFiles.Jpeg(s_picture);
        byte[] xmp = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. OrientedFiles.XmpAttribute(6)];
        byte[] both = ExifOrientation.AddToJpeg([.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(xmp.Length + 2), .. xmp, .. jpeg[2..]], 1);
        Assert.IsLessThan(16, Preprocess.Difference(s_picture.Rgb, Preprocess.Pixels(both, Height, Width)));
    }

    [TestMethod]
    public void AThousandCompressedProfilesCostNoMoreThanOne()
    {
        using var file = new MemoryStream();
        byte[] png = PngFile.Write(s_picture);
        file.Write(png.AsSpan(0, 33));
        using var bomb = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(bomb, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[64 << 20]);
        byte[] chunk = [.. "Raw profile type exif\0\0"u8, .. bomb.ToArray()];
        for (int i = 0; i < 100; i++)
            PngFile.WriteChunk(file, "zTXt", chunk);
        file.Write(png.AsSpan(33));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Preprocess.File(file.ToArray());
        Assert.IsLessThan((8L << 20) + (2 * file.Length), GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static VitImage Load(string name) => VitImage.Load(Path.Combine(RepositoryPaths.Root, "tests", "Data", "images", "cases", name));
}
