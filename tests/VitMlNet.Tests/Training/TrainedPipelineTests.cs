using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Training;

/// <summary>Features as the input of ML.NET's own trainers: a folder goes in, one archive comes out that names classes.</summary>
[TestClass]
public sealed class TrainedPipelineTests
{
    [TestMethod]
    [DataRow(SmallDataTrainers.LightGbm)]
    [DataRow(SmallDataTrainers.Lbfgs)]
    [DataRow(SmallDataTrainers.Sdca)]
    public void The_whole_pipeline_is_one_archive_for_another_process(string trainer)
    {
        SmallDataTrainers.SkipWhereAbsent(trainer);
        using var pictures = new ColouredPictures(45);
        MLContext ml = pictures.Context;
        VitTrainTestData split = ml.Data.StratifiedSplit(pictures.Data, 0.2, seed: 3);
        string[] paths = [.. split.TestSet.GetColumn<string>("ImagePath")];
        string[] labels = [.. split.TestSet.GetColumn<string>("Label")];
        string archive = pictures.Folder.File("colours.zip");
        ITransformer fitted = pictures.CreatePipeline(trainer).Fit(split.TrainSet);
        IDataView predicted = fitted.Transform(split.TestSet);
        string expected = Lines(predicted);
        Assert.AreEqual(1, ml.MulticlassClassification.Evaluate(predicted, "Key").MicroAccuracy);
        CollectionAssert.AreEqual(labels, predicted.GetColumn<string>("PredictedLabel").ToArray());
        ml.Model.SaveVit(fitted, split.TrainSet.Schema, archive);
        (fitted as IDisposable)?.Dispose();
        File.Delete(pictures.Model.Path);

        ITransformer loaded = new MLContext(2).Model.LoadVit(archive, out DataViewSchema schema);
        DataViewSchema.Column score = loaded.GetOutputSchema(schema)["Score"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        CollectionAssert.AreEquivalent(ColouredPictures.Classes, names.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.AreEqual(expected, Lines(loaded.Transform(split.TestSet)));
        ((IDisposable)loaded).Dispose();
        (string output, string error) = LoadProbe.Run([archive, typeof(VitModel).Assembly.Location, .. paths]);
        Assert.AreEqual(expected, output.ReplaceLineEndings("\n"), error);
    }

    [TestMethod]
    [DataRow(SmallDataTrainers.LightGbm, 5)]
    [DataRow(SmallDataTrainers.Lbfgs, 2)]
    [DataRow(SmallDataTrainers.Sdca, 2)]
    public void A_photograph_is_scored_once_with_a_cache_and_not_without(string trainer, int least)
    {
        SmallDataTrainers.SkipWhereAbsent(trainer);
        using var pictures = new ColouredPictures(24);
        long without = Count(new VitScoringOptions { BatchSize = 1 }, hasCheckpoint: false);
        long checkpoint = Count(new VitScoringOptions { BatchSize = 1 }, hasCheckpoint: true);
        using (VitFeatureCache cache = VitFeatureCache.Open(pictures.Folder.File("cache")))
            Assert.AreEqual(24, Count(new VitScoringOptions { BatchSize = 1, Cache = cache }, hasCheckpoint: false));
        using (VitFeatureCache cache = VitFeatureCache.Open(pictures.Folder.File("cache")))
            Assert.AreEqual(0, Count(new VitScoringOptions { BatchSize = 1, Cache = cache }, hasCheckpoint: false), "in a later run");
        Assert.AreEqual(24, checkpoint);
        Assert.IsGreaterThanOrEqualTo(least * 24, without);

        long Count(VitScoringOptions options, bool hasCheckpoint)
        {
            using var session = new SessionCounts(pictures.Model, options.Session);
            using var fitted = (IDisposable)pictures.CreatePipeline(trainer, options, hasCheckpoint).Fit(pictures.Data);
            return session.Runs;
        }
    }

    [TestMethod]
    public void The_model_of_a_trained_pipeline_is_not_replaced()
    {
        using var pictures = new ColouredPictures(12);
        ITransformer fitted = pictures.CreatePipeline(SmallDataTrainers.Sdca).Fit(pictures.Data);
        using (VitPredictor predictor = pictures.Context.Model.CreateVitPredictor(fitted))
        {
            string path = pictures.Data.GetColumn<string>("ImagePath").First();
            string[] labels = [.. predictor.Labels];
            VitClassification before = predictor.Classify(path);
            InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => predictor.ReplaceModel(pictures.Model));
            StringAssert.Contains(e.Message, "trained pipeline");
            CollectionAssert.AreEqual(labels, predictor.Labels.ToArray());
            CollectionAssert.AreEqual(before.Scores.ToArray(), predictor.Classify(path).Scores.ToArray());
        }

        ((IDisposable)fitted).Dispose();
    }

    private static string Lines(IDataView predicted) => string.Concat(
        predicted.GetColumn<string>("PredictedLabel").Zip(predicted.GetColumn<float[]>("Score"), (label, scores) =>
            $"{label} {string.Join(' ', scores.Select(score => BitConverter.SingleToInt32Bits(score).ToString("x8")))}\n"));
}
