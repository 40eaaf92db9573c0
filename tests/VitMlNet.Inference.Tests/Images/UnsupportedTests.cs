namespace VitMlNet.Inference.Tests;

/// <summary>A whole file of a kind that is not decoded is called by its name, and not damaged.</summary>
[TestClass]
public sealed class UnsupportedTests
{
    public static IEnumerable<object[]> Files =>
    [
        ["lossless JPEG", SampleFiles.Data("cases/lossless.jpg")],
        ["JPEG of 12 bits", SampleFiles.Data("cases/bits12.jpg")],
        ["hierarchical JPEG", SampleFiles.Data("cases/hierarchical.jpg")],
        ["arithmetic-coded JPEG", WithFrame(0xC9)],
        ["arithmetic-coded JPEG", WithFrame(0xCA)],
        ["HEIC", Box("heic")],
        ["HEIC", Box("mif1")],
        ["AVIF", Box("mif1", "avif")],
        ["JPEG XL", (byte[])[0xFF, 0x0A, .. new byte[40]]],
        ["JPEG XL", (byte[])[0, 0, 0, 12, .. "JXL \r\n"u8, 0x87, 0x0A, .. new byte[40]]],
        ["JPEG 2000", (byte[])[0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0A, .. new byte[40]]],
        ["TIFF", (byte[])[.. "II*\0"u8, .. new byte[40]]],
        ["TIFF", (byte[])[.. "MM\0*"u8, .. new byte[40]]],
        ["Photoshop", (byte[])[.. "8BPS"u8, .. new byte[40]]],
        ["OS/2 BMP with RLE24 compression", Bmp(64, 24, 4)],
        ["OS/2 BMP with Huffman compression", Bmp(64, 1, 3)],
        ["BMP with a JPEG inside", Bmp(40, 0, 4)],
        ["BMP with a PNG inside", Bmp(124, 0, 5)],
    ];

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void AnUnsupportedKindIsNamed(string kind, byte[] file)
    {
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            VitImageException e = Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(file, VitPreprocessing.Parse(preset)));
            Assert.AreEqual(VitImageErrorReason.Unsupported, e.Reason, e.Message);
            StringAssert.Contains(e.Message, kind);
            StringAssert.Contains(e.Message, "PNG");
        }
    }

    private static byte[] WithFrame(byte marker)
    {
        byte[] jpeg = SkiaFiles.Jpeg(TestPicture.Smooth(16, 16));
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        jpeg[frame + 1] = marker;
        return jpeg;
    }

    private static byte[] Box(params string[] brands) =>
        [0, 0, 0, (byte)(12 + (4 * brands.Length)), .. "ftyp"u8, .. System.Text.Encoding.ASCII.GetBytes(brands[0]), 0, 0, 0, 0,
            .. brands.SelectMany(System.Text.Encoding.ASCII.GetBytes), .. new byte[40]];

    private static byte[] Bmp(byte header, byte bits, byte compression)
    {
        var file = new byte[400];
        "BM"u8.CopyTo(file);
        (file[10], file[14], file[18], file[22], file[26], file[28], file[30]) = (200, header, 8, 8, 1, bits, compression);
        return file;
    }
}
