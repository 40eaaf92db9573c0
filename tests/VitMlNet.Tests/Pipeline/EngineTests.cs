using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Engines over one transformer, and the ways in which ML.NET reads its rows.</summary>
[TestClass]
public sealed class EngineTests
{
    [TestMethod]
    public void DisposingAnEngineLeavesTheOthersAlive()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string photo = Photos.Write(folder, 1)[0];
        var ml = new MLContext(1);
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(ml.Data.LoadFromEnumerable<Photo>([]));
        using PredictionEngine<Photo, Prediction> other = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
        float[] expected = other.Predict(new Photo { ImagePath = photo }).Score;
        for (int i = 0; i < 3; i++)
        {
            using PredictionEngine<Photo, Prediction> engine = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
            CollectionAssert.AreEqual(expected, engine.Predict(new Photo { ImagePath = photo }).Score);
        }

        CollectionAssert.AreEqual(expected, other.Predict(new Photo { ImagePath = photo }).Score);
    }

    [TestMethod]
    public void EnginesPredictConcurrently()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string[] photos = Photos.Write(folder, 12);
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(photos.Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(rows);
        string[] expected = transformer.Transform(rows).GetColumn<float[]>("Score").Select(Bits).ToArray();

        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, worker =>
        {
            using PredictionEngine<Photo, Prediction> engine = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
            for (int i = 0; i < 48; i++)
            {
                int photo = (i * 7 + worker) % photos.Length;
                Assert.AreEqual(expected[photo], Bits(engine.Predict(new Photo { ImagePath = photos[photo] }).Score));
            }
        });
    }

    [TestMethod]
    public void EveryWayOfReadingGivesTheSameRows()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string[] photos = Photos.Write(folder, 150);
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(photos.Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(rows);
        IDataView scored = transformer.Transform(rows);
        (string Path, string Score)[] expected = Read(scored);
        CollectionAssert.AreEqual(photos, expected.Select(row => row.Path).ToArray());

        CollectionAssert.AreEqual(expected, Read(scored));
        CollectionAssert.AreEqual(expected[..70], Read(ml.Data.TakeRows(scored, 70)));
        CollectionAssert.AreEqual(expected[30..100], Read(ml.Data.TakeRows(ml.Data.SkipRows(scored, 30), 70)));
        CollectionAssert.AreEqual(expected, Read(ml.Data.Cache(scored)));
        CollectionAssert.AreEquivalent(expected, Read(ml.Data.ShuffleRows(scored, seed: 3)));
        Assert.HasCount(20, scored.Preview(20).RowView);
        CollectionAssert.AreEquivalent(expected, scored.GetRowCursorSet(scored.Schema, 4).SelectMany(ReadCursor).ToArray());

        (string, string)[] Read(IDataView view) => [.. view.GetColumn<string>("ImagePath").Zip(view.GetColumn<float[]>("Score").Select(Bits))];

        static List<(string, string)> ReadCursor(DataViewRowCursor cursor)
        {
            using (cursor)
            {
                var list = new List<(string, string)>();
                ValueGetter<ReadOnlyMemory<char>> getPath = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["ImagePath"]);
                ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
                ReadOnlyMemory<char> path = default;
                VBuffer<float> score = default;
                while (cursor.MoveNext())
                {
                    getPath(ref path);
                    getScore(ref score);
                    list.Add((path.ToString(), Bits(score.DenseValues().ToArray())));
                }

                return list;
            }
        }
    }

    [TestMethod]
    public void NothingIsReadWhenNoOutputIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Photo { ImagePath = $"absent {i}" }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(rows);
        Assert.AreEqual("absent 4", transformer.Transform(rows).GetColumn<string>("ImagePath").Last());
    }

    [TestMethod]
    public void AnAbsentDeviceIsAnErrorOrFallsBackWhenToldTo()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        var options = new VitScoringOptions
        {
            Session = new VitSessionOptions
            {
                ExecutionProvider = VitExecutionProvider.Cuda,
                DeviceId = 99,
                ThreadCount = 1
            }
        };
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath", options).Fit(rows));
        StringAssert.Contains(e.Message, "Cuda");
        using VitImageTransformer transformer = ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath",
            options.With(own => own.Session.FallbackToCpu = true)).Fit(rows);
        Assert.HasCount(2, transformer.Transform(rows).GetColumn<float[]>("Features").ToArray());
    }

    [TestMethod]
    public void AModelThatOnnxRuntimeRefusesIsNamed()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Change = model => model.Graph.Node[1].OpType = "NoSuchOperation" }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => ml.Transforms.VitClassifyImage("Score", model, "ImagePath")
            .Fit(ml.Data.LoadFromEnumerable<Photo>([])));
        Assert.AreEqual(model.Path, e.ModelPath);
        StringAssert.Contains(e.Message, "NoSuchOperation");
    }

    private static string Bits(float[] values) =>
        string.Join(" ", values.Select(value => BitConverter.SingleToInt32Bits(value).ToString("x8")));
}
