using Microsoft.ML;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Google's own Ti/16 on photographs of flowers, from the checkpoint to the label.</summary>
[TestClass]
public sealed class RealModelTests
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
}
