using Microsoft.ML;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Google's own Ti/16 on photographs of flowers, from the checkpoint to the label.</summary>
[TestClass]
public sealed class RealModelTests(TestContext context)
{
    [TestMethod]
    public void DaisiesAreDaisies()
    {
        if (RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } checkpoint
            || RepositoryPaths.Shared("data", "photos", "flowers", "daisy") is not { } daisies)
        {
            Assert.Inconclusive("needs ../shared/data/checkpoints and ../shared/data/photos, which this machine lacks");
            return;
        }

        using var folder = new TemporaryFolder();
        CheckpointConverter.Convert(checkpoint, folder.File("ti16.onnx"));
        VitModel model = VitModel.Open(folder.File("ti16.onnx"));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Directory.GetFiles(daisies).Order(StringComparer.Ordinal).Take(20)
            .Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);

        Prediction[] rows = ml.Data.CreateEnumerable<Prediction>(transformer.Transform(photos), reuseRowObject: false).ToArray();

        Assert.AreEqual("Ti/16", model.Architecture);
        Assert.IsGreaterThanOrEqualTo(14, rows.Count(row => row.PredictedLabel == "daisy"), string.Join(", ", rows.Select(row => row.PredictedLabel)));
        foreach (Prediction row in rows)
            Assert.AreEqual(row.PredictedLabel, model.GetTopPredictions(row.Score, 5)[0].Label);
    }

    /// <summary>Measured: 188 of 200 photographs and 40 of 40 daisies. The limits leave room for another processor's rounding.</summary>
    [TestMethod]
    [TestCategory("Long")]
    [DoNotParallelize]
    public void Int8AgreesWithFp32OnMostPhotographs()
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
        string[] fp32 = FirstChoices(VitPrecision.Fp32);
        string[] int8 = FirstChoices(VitPrecision.Int8);
        int[] agreeing = [.. Enumerable.Range(0, paths.Length).Where(i => fp32[i] == int8[i])];
        int daisies = agreeing.Count(i => Path.GetFileName(Path.GetDirectoryName(paths[i])) == "daisy");
        string measured = $"the same first choice for {agreeing.Length} of {paths.Length} photographs, and for {daisies} of 40 daisies";
        context.WriteLine(measured);
        Assert.IsGreaterThanOrEqualTo(184, agreeing.Length, measured);
        Assert.IsGreaterThanOrEqualTo(38, daisies, measured);

        string[] FirstChoices(VitPrecision precision)
        {
            string path = folder.File($"{precision}.onnx");
            CheckpointConverter.Convert(checkpoint, path, new ConversionOptions { Precision = precision });
            var ml = new MLContext(1);
            IDataView photos = ml.Data.LoadFromEnumerable(paths.Select(photo => new Photo { ImagePath = photo }));
            using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", VitModel.Open(path), "ImagePath").Fit(photos);
            return [.. ml.Data.CreateEnumerable<Prediction>(transformer.Transform(photos), reuseRowObject: false).Select(row => row.PredictedLabel)];
        }
    }
}
