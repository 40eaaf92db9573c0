namespace VitMlNet.Inference.Tests;

/// <summary>A program can tell the kinds of bad images apart without reading messages.</summary>
[TestClass]
public sealed class ErrorReasonTests
{
    public static IEnumerable<object[]> Bad
    {
        get
        {
            byte[] png = PngFile.Write(TestPicture.Noise(20, 20, 1));
            yield return [VitImageErrorReason.Empty, Array.Empty<byte>()];
            yield return [VitImageErrorReason.UnknownFormat, "%PDF-1.7 is no image"u8.ToArray()];
            yield return [VitImageErrorReason.Incomplete, png[..^40]];
            yield return [VitImageErrorReason.Incomplete, SkiaFiles.Jpeg(TestPicture.Noise(20, 20, 1))[..300]];
            yield return [VitImageErrorReason.Damaged, Spoil(png)];
            yield return [VitImageErrorReason.TooManyPixels, PngFile.Write(TestPicture.Smooth(21, 20))];
            yield return [VitImageErrorReason.TooManyBytes, new byte[5001]];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Bad))]
    public void EachKindOfBadFileHasItsReason(VitImageErrorReason expected, byte[] file)
    {
        var options = new VitImageOptions { MaxPixels = 400, MaxEncodedBytes = 5000 };
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            VitImageException e = Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(file, VitPreprocessing.Parse(preset), options: options));
            Assert.AreEqual(expected, e.Reason, e.Message);
        }
    }

    [TestMethod]
    public void AnAbsentFileIsUnreadable()
    {
        VitImageException e = Assert.ThrowsExactly<VitImageException>(() => VitImage.Load("no such file.jpg"));
        Assert.AreEqual(VitImageErrorReason.Unreadable, e.Reason);
    }

    // The header stays as it is, and the compressed pixels are nonsense.
    private static byte[] Spoil(byte[] png)
    {
        byte[] spoilt = [.. png];
        spoilt.AsSpan(60, 200).Fill(0xAA);
        return spoilt;
    }
}
