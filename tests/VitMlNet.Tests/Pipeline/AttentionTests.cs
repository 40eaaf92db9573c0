using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

using VitMlNet.Tests.Imaging;

namespace VitMlNet.Tests.Pipeline;

/// <summary>The attention column: the same maps in every way of running, together with the scores.</summary>
[TestClass]
public sealed class AttentionTests
{
    private static readonly VitClassificationOptions Wanted = new() { AttentionColumnName = "Map", BatchSize = 3, TopCount = 2 };

    [TestMethod]
    [DataRow(VitImageErrorHandling.Throw)]
    [DataRow(VitImageErrorHandling.KeepRow)]
    public void Batches_single_rows_and_saved_pipelines_give_the_same_maps(VitImageErrorHandling onError)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("tiny.onnx")));
        (int rows, int columns) = (model.AttentionRows!.Value, model.AttentionColumns!.Value);
        Assert.AreEqual((2, 3), (rows, columns));
        var ml = new MLContext(1);
        Photo[] photos = [.. Photos.Write(folder, 7).Select(path => new Photo { ImagePath = path })];
        IDataView data = ml.Data.LoadFromEnumerable(photos);
        VitClassificationOptions options = Wanted.With(options => options.OnError = onError);
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options).Fit(data);

        IDataView scored = transformer.Transform(data);
        var type = (VectorDataViewType)scored.Schema["Map"].Type;
        CollectionAssert.AreEqual(new[] { rows, columns }, type.Dimensions.ToArray());
        Explained[] batched = [.. ml.Data.CreateEnumerable<Explained>(scored, reuseRowObject: false)];
        using PredictionEngine<Photo, Explained> engine = ml.Model.CreateVitPredictionEngine<Photo, Explained>(transformer);
        ml.Model.Save(transformer, data.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        using var disposing = (IDisposable)loaded;
        CollectionAssert.AreEqual(new[] { 2, 3 }, ((VectorDataViewType)loaded.GetOutputSchema(data.Schema)["Map"].Type).Dimensions.ToArray());
        Explained[] saved = [.. ml.Data.CreateEnumerable<Explained>(loaded.Transform(data), reuseRowObject: false)];

        Assert.HasCount(photos.Length, batched);
        for (int i = 0; i < photos.Length; i++)
        {
            Assert.AreEqual(1f, batched[i].Map.Sum(), 1e-6f);
            Explained single = engine.Predict(photos[i]);
            CollectionAssert.AreEqual(single.Map, batched[i].Map, $"row {i}");
            CollectionAssert.AreEqual(single.Score, batched[i].Score, $"row {i}");
            CollectionAssert.AreEqual(saved[i].Map, batched[i].Map, $"row {i}");
            CollectionAssert.AreEqual(saved[i].Score, batched[i].Score, $"row {i}");
        }

        CollectionAssert.AreNotEqual(batched[0].Map, batched[1].Map);
    }

    [TestMethod]
    public void Features_and_maps_come_from_one_run_and_are_those_of_the_graph()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        TestPicture picture = TestPicture.Noise(8, 8, 5);
        File.WriteAllBytes(folder.File("a.png"), SkiaFiles.Png(picture));
        IDataView data = ml.Data.LoadFromEnumerable(new[] { new Photo { ImagePath = folder.File("a.png") } });
        using VitImageTransformer transformer = ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath", Wanted).Fit(data);
        using var session = new SessionCounts(model, Wanted.Session);

        FeaturesAndMap row = ml.Data.CreateEnumerable<FeaturesAndMap>(transformer.Transform(data), false).Single();

        Assert.AreEqual(1, session.Runs);
        float[] pixels = Array.ConvertAll(picture.ToRgba().Where((_, i) => i % 4 != 3).ToArray(), value => (value - 127.5f) / 127.5f);
        using var raw = new InferenceSession(model.Path);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 8, 8, 3]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> values = raw.Run(options, ["image"], [input], ["attention", "features"]);
        CollectionAssert.AreEqual(values[0].GetTensorDataAsSpan<float>().ToArray(), row.Map.DenseValues().ToArray());
        CollectionAssert.AreEqual(values[1].GetTensorDataAsSpan<float>().ToArray(), row.Features);
    }

    [TestMethod]
    public void A_bad_row_that_is_kept_has_a_map_of_NaN()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        Photo[] photos = [.. Photos.Write(folder, 3).Append("absent.png").Select(path => new Photo { ImagePath = path })];
        (photos[0], photos[3]) = (photos[3], photos[0]);
        IDataView data = ml.Data.LoadFromEnumerable(photos);
        VitClassificationOptions options = Wanted.With(options => options.OnError = VitImageErrorHandling.KeepRow);
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options).Fit(data);
        ml.Model.Save(transformer, data.Schema, folder.File("model.zip"));
        ITransformer loaded = ml.Model.Load(folder.File("model.zip"), out _);
        using var disposing = (IDisposable)loaded;
        using PredictionEngine<Photo, Explained> engine = ml.Model.CreateVitPredictionEngine<Photo, Explained>(transformer);
        foreach (Explained[] rows in new[] { Rows(transformer), Rows(loaded), Array.ConvertAll(photos, engine.Predict) })
        {
            Assert.IsTrue(rows[0].Map.All(float.IsNaN));
            Assert.IsTrue(rows.Skip(1).All(row => row.Map.Length == 6 && row.Map.All(float.IsFinite)));
            for (int i = 1; i < photos.Length; i++)
                CollectionAssert.AreEqual(engine.Predict(photos[i]).Map, rows[i].Map, $"row {i}");
        }

        Explained[] Rows(ITransformer way) => [.. ml.Data.CreateEnumerable<Explained>(way.Transform(data), false)];
    }

    [TestMethod]
    public void A_column_of_the_users_called_attention_stays_and_may_be_replaced()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Attentive { ImagePath = path, attention = "own" }));
        foreach ((string column, string scores) in new[] { ("Map", "Score"), ("attention", "Score"), ("Map", "attention") })
        {
            using VitImageTransformer transformer = ml.Transforms.VitClassifyImage(scores, model, "ImagePath",
                options: Wanted.With(options => options.AttentionColumnName = column)).Fit(data);
            ml.Model.Save(transformer, data.Schema, folder.File("model.zip"));
            ITransformer loaded = ml.Model.Load(folder.File("model.zip"), out _);
            foreach (IDataView rows in new[] { transformer.Transform(data), loaded.Transform(data) })
            {
                Assert.IsTrue(rows.GetColumn<float[]>(column).All(map => Math.Abs(map.Sum() - 1) < 1e-6f && map.Length == 6));
                Assert.IsTrue(rows.GetColumn<float[]>(scores).All(score => score.Length == 5));
                if ((column, scores) is ("Map", "Score"))
                    Assert.IsTrue(rows.GetColumn<string>("attention").All(text => text == "own"));
            }

            ((IDisposable)loaded).Dispose();
        }
    }

    [TestMethod]
    public void A_model_without_attention_is_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        Assert.IsNull(model.AttentionRows);
        Assert.IsNull(model.AttentionColumns);
        TransformsCatalog transforms = new MLContext(1).Transforms;
        Assert.Contains("--attention", Assert.ThrowsExactly<ArgumentException>(
            () => transforms.VitClassifyImage("Score", model, "ImagePath", options: Wanted)).Message);
        Assert.Contains("'features', 'logits'", Assert.ThrowsExactly<ArgumentException>(
            () => transforms.VitFeaturizeImage("Score", model, "ImagePath", Wanted)).Message);
        VitModel attentive = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("attentive.onnx")));
        Assert.ThrowsExactly<ArgumentException>(() => transforms.VitClassifyImage("Score", attentive, "ImagePath",
            options: Wanted.With(options => options.AttentionColumnName = "Score")));
        Assert.ThrowsExactly<ArgumentException>(() => transforms.VitClassifyImage("Score", attentive, "ImagePath",
            options: Wanted.With(options => options.AttentionColumnName = "")));
        transforms.VitPredictLabel("Score", model, "ImagePath", options: Wanted);
    }

    private sealed class Explained
    {
        public float[] Score { get; set; } = [];

        [VectorType(2, 3)]
        public float[] Map { get; set; } = [];
    }

    private sealed class FeaturesAndMap
    {
        public float[] Features { get; set; } = [];

        [VectorType(2, 3)]
        public VBuffer<float> Map { get; set; }
    }

    private sealed class Attentive
    {
        public string ImagePath { get; set; } = "";

        public string attention { get; set; } = "";
    }
}
