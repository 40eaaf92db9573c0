
namespace VitMlNet.Inference.Tests;

/// <summary>A file that was cut off anywhere is an error, in every format.</summary>
[TestClass]
public sealed class TruncationTests
{
    public static IEnumerable<object[]> Files => SampleFiles.All.Select(sample => new object[] { sample.Name, sample.File });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void EveryCutIsAnError(string name, byte[] file)
    {
        Assert.IsNotEmpty(Preprocess.File(file));
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Google, 8, 8);
        var stock = new ImagePreprocessor(VitPreprocessing.MlNet, 8, 8);
        var pixels = new float[preprocessor.Length];
        for (int length = 0; length < file.Length; length++)
        {
            AssertBad(preprocessor, file.AsSpan(0, length), name, pixels);
            if (length % 7 == 0)
                AssertBad(stock, file.AsSpan(0, length), name, pixels);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void BytesAfterTheEndAreIgnored(string name, byte[] file) =>
        CollectionAssert.AreEqual(Preprocess.File(file), Preprocess.File([.. file, 0, 1, 2, 3, 0xFF, 0xD8]), name);

    [TestMethod]
    public void AJpegOfThousandsOfScansIsRefused()
    {
        byte[] jpeg = SampleFiles.Data("progressive.jpg");
        int last = LastScan(jpeg);
        byte[] scan = jpeg[last..^2];
        byte[] bomb = [.. jpeg[..^2], .. Enumerable.Repeat(scan, 1000).SelectMany(bytes => bytes), .. jpeg[^2..]];
        StringAssert.Contains(Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(bomb)).Message, "scans");
    }

    // The file is whole, its lengths and checksums are right, but there is too little in it.
    [TestMethod]
    public void PixelsThatEndEarlyInAWholeFileAreAnError()
    {
        byte[] half = PngFile.Write(TestPicture.Noise(10, 40, 1));
        using var png = new MemoryStream();
        png.Write(half, 0, 8);
        PngFile.WriteChunk(png, "IHDR", [0, 0, 0, 40, 0, 0, 0, 20, 8, 2, 0, 0, 0]);
        png.Write(half, 8 + 25, half.Length - 8 - 25);
        Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(png.ToArray()));

        byte[] gif = GifFile.Write(10, 40, new byte[768], [(_, _) => 0]);
        foreach (int height in (int[])[8, gif.AsSpan().LastIndexOf((byte)0x2C) + 7])
            gif[height] = 20;
        Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(gif));

        byte[] webP = SkiaFiles.WebP(TestPicture.Noise(20, 40, 1), 100);
        byte[] cut = webP[..(webP.Length / 2 / 2 * 2)];
        BitConverter.TryWriteBytes(cut.AsSpan(4), cut.Length - 8);
        BitConverter.TryWriteBytes(cut.AsSpan(16), cut.Length - 20);
        Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(cut));
    }

    private static int LastScan(byte[] jpeg)
    {
        int at = jpeg.Length - 2;
        while (jpeg[at] != 0xFF || jpeg[at + 1] != 0xDA)
            at--;
        return at;
    }

    private static void AssertBad(ImagePreprocessor preprocessor, ReadOnlySpan<byte> file, string name, float[] pixels)
    {
        try
        {
            preprocessor.FromBytes(file, name, pixels);
        }
        catch (VitImageException e)
        {
            Assert.AreEqual(name, e.ImageSource);
            StringAssert.StartsWith(e.Message, name + ": ");
            return;
        }

        Assert.Fail($"{name} cut to {file.Length} bytes was read without an error.");
    }
}
