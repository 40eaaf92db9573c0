using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Batching;

/// <summary>Bad rows of every preset and every form of image, in the batch way, the row way, and after loading.</summary>
[TestClass]
public sealed class BadSourceTests
{
    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    [DataRow("mlnet")]
    public void Bad_paths_are_kept_or_thrown(string preset)
    {
        using var folder = new TemporaryFolder();
        string good = Photos.Write(folder, 1)[0];
        string damaged = folder.File("damaged.png");
        File.WriteAllBytes(damaged, File.ReadAllBytes(good)[..40]);
        Check(
            folder,
            preset,
            [new Photo { ImagePath = good }, new Photo { ImagePath = damaged }, new Photo { ImagePath = "" }, new Photo { ImagePath = good }],
            nameof(Photo.ImagePath),
            "damaged.png");
    }

    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    [DataRow("mlnet")]
    public void Bad_bytes_are_kept_or_thrown(string preset)
    {
        using var folder = new TemporaryFolder();
        byte[] good = File.ReadAllBytes(Photos.Write(folder, 1)[0]);
        Check(
            folder,
            preset,
            [new BytesPhoto { Bytes = good }, new BytesPhoto { Bytes = good[..40] }, new BytesPhoto { Bytes = [] }, new BytesPhoto { Bytes = good }],
            nameof(BytesPhoto.Bytes),
            "row 1 of the column 'Bytes'");
    }

    /// <summary>Rows 0 and 3 are good, 1 and 2 bad; the error of row 1 has <paramref name="name"/> in it.</summary>
    private static void Check<TRow>(TemporaryFolder folder, string preset, TRow[] rows, string column, string name)
        where TRow : class
    {
        var context = new MLContext();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("model.onnx")),
            new VitModelOptions { Preprocessing = VitPreprocessing.Parse(preset) });
        IDataView data = context.Data.LoadFromEnumerable(rows);
        var keep = new VitClassificationOptions { OnError = VitImageErrorHandling.KeepRow };
        using VitImageTransformer kept = context.Transforms.VitClassifyImage("Score", model, column, options: keep).Fit(data);
        Kept[] batched = [.. context.Data.CreateEnumerable<Kept>(kept.Transform(data), false)];
        Assert.Contains(name, batched[1].ImageError);
        AssertKept(batched);

        using (PredictionEngine<TRow, Kept> engine = context.Model.CreateVitPredictionEngine<TRow, Kept>(kept))
            AssertKept([.. rows.Select(row => engine.Predict(row))]);

        context.Model.SaveVit(kept, data.Schema, folder.File("kept.zip"));
        ITransformer loaded = context.Model.LoadVit(folder.File("kept.zip"), out _);
        AssertKept([.. context.Data.CreateEnumerable<Kept>(loaded.Transform(data), false)]);
        (loaded as IDisposable)?.Dispose();

        using VitImageTransformer thrown = context.Transforms.VitClassifyImage("Score", model, column).Fit(data);
        VitImageException error = Assert.ThrowsExactly<VitImageException>(() => thrown.Transform(data).GetColumn<float[]>("Score").Count());
        Assert.Contains(name, error.Message);
    }

    private static void AssertKept(Kept[] rows)
    {
        for (int i = 0; i < 4; i++)
        {
            bool bad = i is 1 or 2;
            Assert.AreEqual(bad, rows[i].ImageError.Length > 0, $"row {i}: {rows[i].ImageError}");
            Assert.AreEqual(bad, rows[i].PredictedLabel.Length == 0, $"row {i}");
            Assert.IsTrue(rows[i].Score.All(value => float.IsNaN(value) == bad), $"row {i}");
        }
    }

    private sealed class Kept
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";

        public string ImageError { get; set; } = "";
    }
}
