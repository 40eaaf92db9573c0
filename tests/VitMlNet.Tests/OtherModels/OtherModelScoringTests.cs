using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.OtherModels;

/// <summary>A network gives the same results whatever tool exported it, in batches, in engines and when loaded.</summary>
[TestClass]
public sealed class OtherModelScoringTests
{
    private static readonly Dictionary<string, (OtherExport Export, VitModelOptions Options)> Exports = new()
    {
        ["channels first"] = (new OtherExport { Features = "features" }, new()),
        ["channels last"] = (new OtherExport { ChannelsFirst = false, InputName = "input_1", Features = "features" }, new()),
        ["one at a time"] = (new OtherExport { TakesOne = true, Tokens = "last_hidden_state" }, new()),
        ["softmax"] = (new OtherExport
        {
            ChannelsFirst = false,
            InputName = "image",
            Scores = "output_0",
            EndsInSoftmax = true,
            Features = "embedding"
        }, new()),
        ["open tokens"] = (new OtherExport { InputName = "input:0", Tokens = "last_hidden_state", OpenTokens = true }, new()),
        ["all open"] = (
            new OtherExport { Open = [(1, "num_channels"), (2, "height"), (3, "width")], Features = "x" },
            new VitModelOptions { Height = 8, Width = 8, FeaturesOutput = "x" }),
        ["the names of columns"] = (new OtherExport { InputName = "ImagePath", Scores = "Score", EndsInSoftmax = true, Features = "PredictedLabel" }, new()),
    };

    public static IEnumerable<object[]> Cases =>
        from export in Exports.Keys
        from preprocessing in new[] { "google", "timm", "mlnet" }
        select new object[] { export, preprocessing, preprocessing == "google" };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Classification(string export, string preprocessing, bool keepsRows)
    {
        using var folder = new TemporaryFolder();
        (VitModel own, VitModel other) = OpenBoth(folder, export, preprocessing);
        var options = new VitClassificationOptions { BatchSize = 4, TopCount = 2, OnError = OnError(keepsRows) };
        Compare<Prediction>(folder, keepsRows, model => ml => ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options), own,
            other, (expected, actual) =>
        {
            AssertNear(expected.Score, actual.Score);
            Assert.AreEqual(expected.PredictedLabel, actual.PredictedLabel);
        });
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Features(string export, string preprocessing, bool keepsRows)
    {
        using var folder = new TemporaryFolder();
        (VitModel own, VitModel other) = OpenBoth(folder, export, preprocessing);
        var options = new VitScoringOptions { BatchSize = 4, OnError = OnError(keepsRows) };
        Compare<FeaturesRow>(
            folder, keepsRows, model => ml => ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath", options), own, other,
                (expected, actual) => AssertNear(expected.Features, actual.Features));
    }

    [TestMethod]
    [DataRow("channels first")]
    [DataRow("one at a time")]
    [DataRow("softmax")]
    [DataRow("all open")]
    public void Single_steps(string export)
    {
        using var folder = new TemporaryFolder();
        (VitModel own, VitModel other) = OpenBoth(folder, export, "timm");
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 3).Select(path => new Photo { ImagePath = path }));
        IDataView[] results = [.. new[] { own, other }.Select(model => ml.Transforms.VitPreprocessImage("Pixels", model, "ImagePath")
            .Append(ml.Transforms.VitScoreImage("Raw", model, "Pixels", model.ScoresOutput!))
            .Append(ml.Transforms.VitPredictLabel("Score", model, "Raw")).Fit(photos).Transform(photos))];
        int[] shape = [.. ((VectorDataViewType)results[1].Schema["Pixels"].Type).Dimensions];
        CollectionAssert.AreEqual(other.Layout == VitPixelLayout.ChannelsFirst ? new[] { 3, 8, 8 } : [8, 8, 3], shape);
        foreach ((float[] expected, float[] actual) in results[0].GetColumn<float[]>("Score").Zip(results[1].GetColumn<float[]>("Score")))
            AssertNear(expected, actual);
    }

    [TestMethod]
    public void What_the_outputs_do_not_have_is_refused()
    {
        using var folder = new TemporaryFolder();
        TransformsCatalog transforms = new MLContext(1).Transforms;
        VitModel scores = VitModel.Open(new OtherExport().Write(folder.File("scores.onnx")));
        VitModel features = VitModel.Open(new OtherExport { Scores = null, Features = "features" }.Write(folder.File("features.onnx")));
        Assert.Contains("VitModelOptions.FeaturesOutput", Assert.ThrowsExactly<ArgumentException>(
            () => transforms.VitFeaturizeImage("F", scores, "ImagePath")).Message);
        Assert.Contains("VitModelOptions.ScoresOutput", Assert.ThrowsExactly<ArgumentException>(
            () => transforms.VitClassifyImage("S", features, "ImagePath")).Message);
        Assert.ThrowsExactly<ArgumentException>(() => transforms.VitFeaturizeImage("F", features, "ImagePath",
            new VitScoringOptions { AttentionColumnName = "A" }));
    }

    [TestMethod]
    public void A_graph_that_takes_fewer_images_than_it_says_is_named()
    {
        using var folder = new TemporaryFolder();
        var export = new OtherExport
        {
            Change = model =>
            {
                // The input says that the batch is open, and a shape inside the graph is for one image.
                model.Graph.Initializer.Single(tensor => tensor.Name == "flat_shape").RawData = Google.Protobuf.ByteString.CopyFrom(
                    [1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(192L)]);
            },
        };
        VitModel model = VitModel.Open(export.Write(folder.File("other.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 3).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => ml.Data.CreateEnumerable<Prediction>(transformer.Transform(photos), false).Count());
        Assert.Contains("BatchSize", e.Message);
        using VitImageTransformer single = ml.Transforms.VitClassifyImage("Score", model, "ImagePath",
            options: new VitClassificationOptions { BatchSize = 1 }).Fit(photos);
        Assert.AreEqual(3, ml.Data.CreateEnumerable<Prediction>(single.Transform(photos), false).Count());
    }

    private static (VitModel Own, VitModel Other) OpenBoth(TemporaryFolder folder, string export, string preprocessing)
    {
        VitPreprocessing told = VitPreprocessing.Parse(preprocessing);
        (OtherExport file, VitModelOptions options) = Exports[export];
        VitModel own = VitModel.Open(new TinyModel { Preprocessing = preprocessing, Labels = TinyModel.Animals }.Write(folder.File("own.onnx")));
        VitModel other = VitModel.Open(file.Write(folder.File("other.onnx")), options.WithImages(told, TinyModel.Animals));
        Assert.IsFalse(other.IsSelfDescribing);
        return (own, other);
    }

    private static VitImageErrorHandling OnError(bool keepsRows) => keepsRows ? VitImageErrorHandling.KeepRow : VitImageErrorHandling.Throw;

    private static void Compare<TRow>(
        TemporaryFolder folder, bool withBadRow, Func<VitModel, Func<MLContext, VitImageEstimator>> pipeline, VitModel own, VitModel other,
            Action<TRow, TRow> assertSame)
        where TRow : class, new()
    {
        var ml = new MLContext(1);
        Photo[] photos = [.. Photos.Write(folder, 6).Select((path, i) => new Photo { ImagePath = withBadRow && i == 2 ? "absent.png" : path })];
        IDataView data = ml.Data.LoadFromEnumerable(photos);
        using VitImageTransformer expected = pipeline(own)(ml).Fit(data), actual = pipeline(other)(ml).Fit(data);
        TRow[] rows = [.. ml.Data.CreateEnumerable<TRow>(expected.Transform(data), false)];
        ml.Model.Save(actual, data.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        using var disposing = (IDisposable)loaded;
        using PredictionEngine<Photo, TRow> engine = ml.Model.CreateVitPredictionEngine<Photo, TRow>(actual);
        TRow[][] ways =
        [
            [.. ml.Data.CreateEnumerable<TRow>(actual.Transform(data), false)],
            Array.ConvertAll(photos, engine.Predict),
            [.. ml.Data.CreateEnumerable<TRow>(loaded.Transform(data), false)],
        ];
        foreach (TRow[] way in ways)
        {
            Assert.HasCount(rows.Length, way);
            for (int i = 0; i < rows.Length; i++)
                assertSame(rows[i], way[i]);
        }
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-6f);
    }
}
