using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Training;

/// <summary>
/// 200 photographs of 5 flowers, on features of Google's own Ti/16, in five folds. Measured over five seeds of the folds: LightGbm 90.0 to
/// 93.0 %, L-BFGS 93.0 to 95.5 %, SDCA 91.0 to 95.0 %. The limits leave room for another processor's rounding.
/// </summary>
[TestClass]
public sealed class FlowerTests(TestContext context)
{
    [TestMethod]
    [DoNotParallelize]
    public void Each_trainer_learns_flowers()
    {
        if (RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } checkpoint
            || RepositoryPaths.Shared("data", "photos", "flowers") is not { } flowers)
        {
            Assert.Inconclusive("needs ../shared/data/checkpoints and ../shared/data/photos, which this machine lacks");
            return;
        }

        using var folder = new TemporaryFolder();
        CheckpointConverter.Convert(checkpoint, folder.File("ti16.onnx"), cancellationToken: context.CancellationToken);
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadImagesFromFolder(flowers);
        Assert.AreEqual(200, photos.GetRowCount());
        using VitFeatureCache cache = VitFeatureCache.Open(folder.File("cache"));
        var options = new VitScoringOptions { Cache = cache, Session = new VitSessionOptions { ThreadCount = 1 } };
        using VitImageTransformer featurizer = ml.Transforms.VitFeaturizeImage("Features", VitModel.Open(folder.File("ti16.onnx")), "ImagePath",
            options).Fit(photos);
        IDataView data = featurizer.Transform(photos);
        foreach ((string trainer, double least) in new[] { (SmallDataTrainers.Lbfgs, 0.90), (SmallDataTrainers.Sdca, 0.90),
            (SmallDataTrainers.LightGbm, 0.80) })
        {
            if (trainer == SmallDataTrainers.LightGbm)
                SmallDataTrainers.SkipWhereAbsent(trainer);
            double accuracy = ml.Data.StratifiedCrossValidationSplit(data, 5, seed: 0).Average(fold => Evaluate(fold, trainer));
            context.WriteLine($"{trainer}: {accuracy:0.000}");
            Assert.IsGreaterThanOrEqualTo(least, accuracy, trainer);
        }

        Assert.AreEqual(200, cache.Misses, "five folds and three trainers score no photograph twice");
    }

    private static double Evaluate(VitTrainTestData fold, string trainer)
    {
        var ml = new MLContext(1);
        ITransformer fitted = ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(SmallDataTrainers.Create(ml, trainer)).Fit(fold.TrainSet);
        return ml.MulticlassClassification.Evaluate(fitted.Transform(fold.TestSet), "Key").MicroAccuracy;
    }
}
