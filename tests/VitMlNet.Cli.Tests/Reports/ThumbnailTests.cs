using SkiaSharp;
using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Cli.Tests.Reports;

[TestClass]
public sealed class ThumbnailTests
{
    [TestMethod]
    public void Large_photographs_become_small_and_small_ones_stay()
    {
        using var folder = new TemporaryFolder();
        using SKBitmap large = Read(folder.Write("a.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1, 600, 300)));
        Assert.AreEqual((240, 120), (large.Width, large.Height));
        using SKBitmap small = Read(folder.Write("b.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1, 30, 20)));
        Assert.AreEqual((30, 20), (small.Width, small.Height));
        using SKBitmap thin = Read(folder.Write("c.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1, 1000, 1)));
        Assert.AreEqual((240, 1), (thin.Width, thin.Height));
    }

    [TestMethod]
    public void They_stand_upright_and_keep_their_colours()
    {
        // Stored with a red left half and blue right half; turned by 90 degrees clockwise, red is above.
        using var bitmap = new SKBitmap(80, 40);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, 40, 40, red);
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        using var folder = new TemporaryFolder();
        using SKBitmap upright = Read(folder.Write("a.jpg", ExifOrientation.AddToJpeg(data.ToArray(), 6)));
        Assert.AreEqual((40, 80), (upright.Width, upright.Height));
        SKColor above = upright.GetPixel(20, 10), below = upright.GetPixel(20, 70);
        Assert.IsTrue(above.Red > 200 && above.Blue < 60, above.ToString());
        Assert.IsTrue(below.Blue > 200 && below.Red < 60, below.ToString());
    }

    [TestMethod]
    public void A_photograph_that_is_gone_has_none()
    {
        using var folder = new TemporaryFolder();
        Assert.IsNull(Thumbnail.DataUri(folder.File("absent.jpg")));
        Assert.IsNull(Thumbnail.DataUri(folder.Write("bad.jpg", [1, 2, 3])));
    }

    private static SKBitmap Read(string path)
    {
        const string Start = "data:image/jpeg;base64,";
        string uri = Thumbnail.DataUri(path)!;
        StringAssert.StartsWith(uri, Start);
        return SKBitmap.Decode(Convert.FromBase64String(uri[Start.Length..]));
    }
}
