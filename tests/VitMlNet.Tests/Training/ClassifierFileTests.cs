using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Training;

/// <summary>A network and what was trained on its features in one model file.</summary>
[TestClass]
public sealed class ClassifierFileTests
{
    private const string FastTree = "FastTree";
    private const string MinMax = "MinMax";
    private const string Logistic = "LogisticRegression";

    [TestMethod]
    [DataRow(SmallDataTrainers.Lbfgs, false)]
    [DataRow(SmallDataTrainers.Sdca, false)]
    [DataRow(MinMax, false)]
    [DataRow(SmallDataTrainers.LightGbm, true)]
    [DataRow(FastTree, true)]
    [DataRow(Logistic, true)]
    public void It_gives_the_probabilities_of_the_pipeline(string trainer, bool hasProbabilities)
    {
        SmallDataTrainers.SkipWhereAbsent(trainer);
        using var pictures = new ColouredPictures(45);
        MLContext ml = pictures.Context;
        string[] paths = [.. pictures.Data.GetColumn<string>("ImagePath")];
        ITransformer fitted = CreatePipeline(pictures, trainer).Fit(pictures.Data);
        float[][] expected = [.. fitted.Transform(pictures.Data).GetColumn<float[]>("Score")];
        string file = pictures.Folder.File("colours.onnx");
        ml.Model.SaveVitClassifier(fitted, pictures.Data.Schema, file, new Dictionary<string, string> { ["licence"] = "mine" });
        (fitted as IDisposable)?.Dispose();
        File.Delete(pictures.Model.Path);

        var model = VitModel.Open(file);
        Assert.IsTrue(model.IsSelfDescribing);
        Assert.AreEqual(hasProbabilities, model.ScoresAreProbabilities);
        CollectionAssert.AreEquivalent(ColouredPictures.Classes, model.Labels.ToArray());
        Assert.AreEqual("mine", model.Metadata["licence"]);
        Assert.AreEqual(pictures.Model.FeatureCount, model.FeatureCount);
        using var predictor = new VitPredictor(model);
        IDataView classified = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(pictures.Data).Transform(pictures.Data);
        float[][] inPipeline = [.. classified.GetColumn<float[]>("Score")];
        for (int i = 0; i < paths.Length; i++)
        {
            AssertNear(expected[i], predictor.Classify(paths[i]).Scores.Span);
            AssertNear(expected[i], inPipeline[i]);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_loaded_archive_becomes_one_too_and_so_does_a_classifier_over_a_classifier(bool again)
    {
        using var pictures = new ColouredPictures(30);
        MLContext ml = pictures.Context;
        string archive = pictures.Folder.File("colours.zip"), file = pictures.Folder.File("colours.onnx");
        ITransformer fitted = CreatePipeline(pictures, SmallDataTrainers.Lbfgs).Fit(pictures.Data);
        using var ownedFitted = (IDisposable)fitted;
        float[] expected = fitted.Transform(pictures.Data).GetColumn<float[]>("Score").First();
        ml.Model.SaveVit(fitted, pictures.Data.Schema, archive);
        ITransformer loaded = ml.Model.LoadVit(archive, out DataViewSchema schema);
        ml.Model.SaveVitClassifier(loaded, schema, file);
        if (again)
        {
            var second = VitModel.Open(file);
            ITransformer over = CreatePipeline(pictures, SmallDataTrainers.Lbfgs, second).Fit(pictures.Data);
            using var ownedOver = (IDisposable)over;
            file = pictures.Folder.File("again.onnx");
            ml.Model.SaveVitClassifier(over, null, file);
        }

        using var predictor = new VitPredictor(VitModel.Open(file));
        AssertNear(expected, predictor.Classify(pictures.Data.GetColumn<string>("ImagePath").First()).Scores.Span);
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    [DataRow(true, "pixel_values", null, "last_hidden_state")]
    [DataRow(false, "image", "pooled", null)]
    [DataRow(false, "input_1", "features", null)]
    public void A_network_of_another_tool_is_given_the_names_of_the_contract(bool channelsFirst, string input, string? features, string? tokens)
    {
        using var pictures = new ColouredPictures(30);
        string other = new OtherExport { ChannelsFirst = channelsFirst, InputName = input, Features = features, Tokens = tokens }.Write(pictures.Folder.File("other.onnx"));
        var model = VitModel.Open(other, new VitModelOptions { Preprocessing = VitPreprocessing.Timm, FeaturesOutput = features ?? tokens });
        ITransformer fitted = CreatePipeline(pictures, SmallDataTrainers.Lbfgs, model).Fit(pictures.Data);
        using var ownedFitted = (IDisposable)fitted;
        float[] expected = fitted.Transform(pictures.Data).GetColumn<float[]>("Score").First();
        string file = pictures.Folder.File("colours.onnx");
        pictures.Context.Model.SaveVitClassifier(fitted, pictures.Data.Schema, file);

        var saved = VitModel.Open(file);
        Assert.IsTrue(saved.IsSelfDescribing);
        Assert.AreEqual(VitPreprocessing.Timm, saved.Preprocessing);
        CollectionAssert.AreEqual(new[] { "features", "logits" }, saved.Outputs.ToArray());
        using var predictor = new VitPredictor(saved);
        AssertNear(expected, predictor.Classify(pictures.Data.GetColumn<string>("ImagePath").First()).Scores.Span);
    }

    [TestMethod]
    public void Weights_beside_the_network_are_copied_under_the_new_name()
    {
        using var pictures = new ColouredPictures(30);
        string network = new TinyModel { Features = 12, ExternalWeights = true }.Write(pictures.Folder.File("network.onnx"));
        ITransformer fitted = CreatePipeline(pictures, SmallDataTrainers.Lbfgs, VitModel.Open(network)).Fit(pictures.Data);
        using var ownedFitted = (IDisposable)fitted;
        float[] expected = fitted.Transform(pictures.Data).GetColumn<float[]>("Score").First();
        string file = pictures.Folder.File("sub/colours.onnx");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        pictures.Context.Model.SaveVitClassifier(fitted, pictures.Data.Schema, file);
        CollectionAssert.AreEquivalent(
            new[] { "colours.onnx", "colours.onnx.data" }, Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName).ToArray());
        using var predictor = new VitPredictor(VitModel.Open(file));
        AssertNear(expected, predictor.Classify(pictures.Data.GetColumn<string>("ImagePath").First()).Scores.Span);
    }

    [TestMethod]
    public void What_cannot_be_expressed_is_refused_with_what_to_do_and_nothing_is_written()
    {
        using var pictures = new ColouredPictures(30);
        MLContext ml = pictures.Context;
        string file = pictures.Folder.File("colours.onnx");
        IEstimator<ITransformer> keys = ml.Transforms.VitFeaturizeImage("Features", pictures.Model, "ImagePath")
            .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Label"));
        foreach ((IEstimator<ITransformer> trainer, string part) in new (IEstimator<ITransformer>, string)[]
        {
            (ml.MulticlassClassification.Trainers.SdcaNonCalibrated("Key"), "no probabilities"),
            (ml.MulticlassClassification.Trainers.NaiveBayes("Key"), "does not run"),
            (ml.Transforms.CustomMapping<Row, Row>((from, to) => to.Features = [.. from.Features.Select(MathF.Sinh)], null)
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key")), "other scores"),
        })
        {
            ITransformer fitted = keys.Append(trainer).Fit(pictures.Data);
            ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => ml.Model.SaveVitClassifier(fitted, pictures.Data.Schema, file));
            StringAssert.Contains(error.Message, part);
            StringAssert.Contains(error.Message, "SaveVit");
            Assert.IsFalse(File.Exists(file));
            (fitted as IDisposable)?.Dispose();
        }

        using VitImageTransformer classifier = ml.Transforms.VitClassifyImage("Score", pictures.Model, "ImagePath").Fit(pictures.Data);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => ml.Model.SaveVitClassifier(classifier, null, file)).Message, "trained on features");
        ITransformer good = CreatePipeline(pictures, SmallDataTrainers.Lbfgs).Fit(pictures.Data);
        using var ownedGood = (IDisposable)good;
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => ml.Model.SaveVitClassifier(good, null, file, new Dictionary<string, string> { ["vitmlnet.labels"] = "[]" })).Message,
            "'vitmlnet.labels'");
        Assert.ThrowsExactly<VitModelException>(() => ml.Model.SaveVitClassifier(good, null, pictures.Folder.File("absent/x.onnx")));
        Assert.ThrowsExactly<OperationCanceledException>(() => ml.Model.SaveVitClassifier(good, null, file, cancellationToken: new CancellationToken(canceled: true)));
        Assert.IsFalse(File.Exists(file));
    }

    private static IEstimator<ITransformer> CreatePipeline(ColouredPictures pictures, string trainer, VitModel? model = null)
    {
        MLContext ml = pictures.Context;
        IEstimator<ITransformer> learner = trainer switch
        {
            FastTree => ml.MulticlassClassification.Trainers.OneVersusAll(
                ml.BinaryClassification.Trainers.FastTree("Key", numberOfTrees: 10, numberOfLeaves: 4, minimumExampleCountPerLeaf: 3), "Key"),
            Logistic => ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Key"), "Key"),
            MinMax => ml.Transforms.NormalizeMinMax("Features").Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key")),
            _ => SmallDataTrainers.Create(ml, trainer),
        };
        return new EstimatorChain<ITransformer>()
            .Append(ml.Transforms.VitFeaturizeImage("Features", model ?? pictures.Model, "ImagePath"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Label"))
            .Append(learner)
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f);
    }

    private sealed class Row
    {
        [VectorType(12)]
        public float[] Features { get; set; } = [];
    }
}
