using VitMlNet.Conversion;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>Google's own Ti/16 as int8 on photographs of flowers, compared with fp32.</summary>
[TestClass]
public sealed class PhotographTests(TestContext context)
{
    [TestMethod]
    [TestCategory("Long")]
    [DoNotParallelize]
    public void Int8_agrees_with_fp32_on_most_photographs()
    {
        if (RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } checkpoint
            || RepositoryPaths.Shared("data", "photos", "flowers") is not { } flowers)
        {
            Assert.Inconclusive("needs ../shared/data/checkpoints and ../shared/data/photos, which this machine lacks");
            return;
        }

        string[] paths = [.. Directory.GetFiles(flowers, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.HasCount(200, paths);
        using var folder = new TemporaryFolder();
        VitClassification[] fp32 = Classify(VitPrecision.Fp32);
        VitClassification[] int8 = Classify(VitPrecision.Int8);
        int[] agreeing = [.. Enumerable.Range(0, paths.Length).Where(i => fp32[i].Label == int8[i].Label)];
        int daisies = agreeing.Count(i => Path.GetFileName(Path.GetDirectoryName(paths[i])) == "daisy");
        double distance = fp32.Zip(int8, (a, b) => Math.Abs(a.Score - b.Score)).Average();
        string measured = $"the same first choice for {agreeing.Length} of {paths.Length} photographs and {daisies} of 40 daisies; "
            + $"its score differs by {distance:F4} on average";
        context.WriteLine(measured);
        Assert.IsGreaterThanOrEqualTo(194, agreeing.Length, measured);
        Assert.IsGreaterThanOrEqualTo(39, daisies, measured);

        VitClassification[] Classify(VitPrecision precision)
        {
            string path = folder.File($"{precision}.onnx");
            CheckpointConverter.Convert(checkpoint, path, new ConversionOptions { Precision = precision });
            using var predictor = new VitPredictor(VitModel.Open(path));
            return [.. paths.Select(photo => predictor.Classify(photo))];
        }
    }
}
