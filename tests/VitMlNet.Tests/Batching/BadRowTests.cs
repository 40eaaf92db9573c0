using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Batching;

[TestClass]
public sealed class BadRowTests
{
    [TestMethod]
    public void The_rows_before_a_bad_one_are_scored_and_the_bad_one_throws()
    {
        using var scene = new Scene(12, batchSize: 4);
        scene.Photos[6].ImagePath = "no such file.jpg";
        IDataView scored = scene.Transformer.Transform(scene.Data);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> value = default;
        for (int i = 0; i < 12; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            if (i == 6)
                Assert.Contains("no such file.jpg", Assert.ThrowsExactly<VitImageException>(() => score(ref value)).Message);
            else
                score(ref value);
        }
    }

    [TestMethod]
    public void Kept_rows_have_NaN_no_label_and_the_reason()
    {
        using var scene = new Scene(9, batchSize: 4, VitImageErrorHandling.KeepRow);
        scene.Photos[0].ImagePath = "no such file.jpg";
        scene.Photos[3].ImagePath = "";
        scene.Photos[5].ImagePath = " ";
        Kept[] rows = [.. scene.Context.Data.CreateEnumerable<Kept>(scene.Transformer.Transform(scene.Data), false)];
        for (int i = 0; i < rows.Length; i++)
        {
            bool bad = i is 0 or 3 or 5;
            Assert.AreEqual(bad, rows[i].ImageError.Length > 0, $"row {i}");
            Assert.IsTrue(rows[i].Score.All(value => float.IsNaN(value) == bad), $"row {i}");
            Assert.AreEqual(bad, rows[i].PredictedLabel.Length == 0, $"row {i}");
        }

        Assert.Contains("row 3 of the column 'ImagePath'", rows[3].ImageError);
        Assert.Contains("no such file.jpg", rows[0].ImageError);
    }

    [TestMethod]
    public void A_batch_of_bad_rows_alone_runs_no_model()
    {
        using var scene = new Scene(4, batchSize: 4, VitImageErrorHandling.KeepRow);
        foreach (NumberedPhoto photo in scene.Photos)
            photo.ImagePath = "absent.png";
        long before = scene.Runs;
        Assert.IsTrue(scene.Context.Data.CreateEnumerable<Kept>(scene.Transformer.Transform(scene.Data), false).All(row => row.ImageError.Length > 0));
        Assert.AreEqual(before, scene.Runs);
    }

    [TestMethod]
    public void An_engine_goes_on_after_a_bad_row()
    {
        using var scene = new Scene(2, batchSize: 4);
        using PredictionEngine<NumberedPhoto, Scored> engine = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, Scored>(scene.Transformer);
        float[] before = engine.Predict(scene.Photos[0]).Score;
        Assert.ThrowsExactly<VitImageException>(() => engine.Predict(new NumberedPhoto { ImagePath = "absent.png", Weights = [0, 0] }));
        CollectionAssert.AreEqual(before, engine.Predict(scene.Photos[0]).Score);
    }

    private sealed class Kept
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";

        public string ImageError { get; set; } = "";
    }
}
