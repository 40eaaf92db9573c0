namespace VitMlNet.Inference.Tests;

[TestClass]
public sealed class PreprocessingTextTests
{
    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    [DataRow("mlnet")]
    public void PresetsKeepTheirNames(string name)
    {
        Assert.AreEqual(name, VitPreprocessing.Parse(name).ToString());
        Assert.AreEqual(VitPreprocessing.Parse(name), VitPreprocessing.Parse($" {name.ToUpperInvariant()} "));
    }

    [TestMethod]
    public void PresetsAreThreeThings()
    {
        Assert.AreEqual(3, new HashSet<VitPreprocessing> { VitPreprocessing.Google, VitPreprocessing.Timm, VitPreprocessing.MlNet }.Count);
        Assert.AreSame(VitPreprocessing.Timm, VitPreprocessing.Parse("timm"));
        Assert.AreEqual(VitPreprocessing.Google, VitPreprocessing.Parse("{}"));
    }

    [TestMethod]
    public void SettingsOfOnesOwnComeBackAsTheyWere()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            var settings = new VitPreprocessing
            {
                ResizeMode = (VitResizeMode)random.Next(2),
                Interpolation = (VitInterpolation)random.Next(2),
                Antialias = random.Next(2) == 0,
                CropFraction = 1 - random.NextDouble(),
                Mean = new(random.NextSingle(), random.NextSingle(), random.NextSingle()),
                StandardDeviation = new(1 - random.NextSingle(), 1 - random.NextSingle(), 1 - random.NextSingle()),
            };
            Assert.AreEqual(settings, VitPreprocessing.Parse(settings.ToString()));
        }
    }

    [TestMethod]
    public void JsonIsAsDocumented()
    {
        const string text = """{"resize":"crop","interpolation":"bicubic","antialias":true,"cropFraction":0.875,"mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]}""";
        var settings = VitPreprocessing.Parse(text);
        Assert.AreEqual(text, settings.ToString());
        Assert.AreEqual(VitPreprocessing.Timm with { CropFraction = 0.875, Mean = new(0.485f, 0.456f, 0.406f), StandardDeviation = new(0.229f, 0.224f, 0.225f) }, settings);
        Assert.AreEqual(new VitChannels(0.25f), VitPreprocessing.Parse("""{"std":0.25}""").StandardDeviation);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("imagenet")]
    [DataRow("[]")]
    [DataRow("{")]
    [DataRow("{\"resize\":\"pad\"}")]
    [DataRow("{\"interpolation\":\"nearest\"}")]
    [DataRow("{\"antialias\":1}")]
    [DataRow("{\"cropFraction\":0}")]
    [DataRow("{\"cropFraction\":1.5}")]
    [DataRow("{\"cropFraction\":1e999}")]
    [DataRow("{\"mean\":[0.5,0.5]}")]
    [DataRow("{\"mean\":1e999}")]
    [DataRow("{\"mean\":[0.5,0.5,null]}")]
    [DataRow("{\"std\":0}")]
    [DataRow("{\"std\":[1,1,-1]}")]
    [DataRow("{\"deviation\":1}")]
    [DataRow("{\"resize\":\"crop\"} x")]
    public void OtherTextIsRefusedWithWhatIsAllowed(string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => VitPreprocessing.Parse(text)).Message, "Allowed are google, timm, mlnet");

    [TestMethod]
    public void NearestGoesWithTheStockSettingsOnly()
    {
        VitPreprocessing settings = VitPreprocessing.MlNet with { ResizeMode = VitResizeMode.CropCenter };
        Assert.ThrowsExactly<ArgumentException>(() => new ImagePreprocessor(settings, 8, 8));
    }

    [TestMethod]
    public void ValuesOutOfRangeAreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitPreprocessing.Google with { CropFraction = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitPreprocessing.Google with { StandardDeviation = new(1, 0, 1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitPreprocessing.Google with { Mean = new(float.NaN) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitImageOptions { MaxPixels = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitImageOptions { MaxEncodedBytes = -1 });
    }
}
