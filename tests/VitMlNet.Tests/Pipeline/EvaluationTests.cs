using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Training;

namespace VitMlNet.Tests.Pipeline;

/// <summary>ML.NET's own evaluation over classified photographs, whose labels are names.</summary>
[TestClass]
public sealed class EvaluationTests
{
    [TestMethod]
    public void Labels_are_mapped_to_the_order_of_the_scores()
    {
        using var pictures = new ColouredPictures(30);
        MLContext ml = pictures.Context;
        string file = pictures.Folder.File("colours.onnx");
        ITransformer trained = pictures.CreatePipeline(SmallDataTrainers.Lbfgs).Fit(pictures.Data);
        ml.Model.SaveVitClassifier(trained, null, file);
        (trained as IDisposable)?.Dispose();
        var model = VitModel.Open(file);
        using VitImageTransformer classifier = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(pictures.Data);

        // In the other order, so that keys by their first occurrence are not those of the scores.
        var rows = ml.Data.CreateEnumerable<Labelled>(pictures.Data, reuseRowObject: false).OrderByDescending(row => row.ImagePath).ToArray();
        IDataView data = ml.Data.LoadFromEnumerable(rows.OrderBy(row => Array.IndexOf([.. model.Labels.Reverse()], row.Label)));
        IDataView scored = classifier.Transform(data);
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(scored).Transform(scored);
        Assert.IsLessThan(0.5, ml.MulticlassClassification.Evaluate(keyed).MicroAccuracy, "the keys of ML.NET's own mapping are in another order");

        Assert.AreEqual(1, ml.MulticlassClassification.EvaluateVit(scored, topKPredictionCount: 2).MicroAccuracy);
        Assert.AreEqual(1, ml.MulticlassClassification.EvaluateVit(keyed).MicroAccuracy);
        IEstimator<ITransformer> map = ml.Transforms.VitMapLabelToKey("Label", model);
        Assert.AreEqual(1, ml.MulticlassClassification.Evaluate(map.Fit(scored).Transform(scored)).MicroAccuracy);

        rows[0].Label = "violet";
        IDataView wrong = classifier.Transform(ml.Data.LoadFromEnumerable(rows));
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => ml.MulticlassClassification.EvaluateVit(wrong)).Message, "'violet'");
    }

    [TestMethod]
    public void Classes_of_the_same_name_are_told_apart()
    {
        using var pictures = new ColouredPictures(6);
        var model = VitModel.Open(new TinyModel { Labels = ["crane", "dog", "crane", "cat", "fox"] }.Write(pictures.Folder.File("five.onnx")));
        MLContext ml = pictures.Context;
        IDataView data = ml.Data.LoadFromEnumerable([new Labelled { Label = "crane (2)" }, new Labelled { Label = "3" }, new Labelled { Label = "DOG" }]);
        CollectionAssert.AreEqual(new uint[] { 3, 4, 2 }, ml.Transforms.VitMapLabelToKey("Key", model, "Label").Fit(data).Transform(data).GetColumn<uint>("Key").ToArray());
        IDataView shared = ml.Data.LoadFromEnumerable([new Labelled { Label = "crane" }]);
        StringAssert.Contains(
            Assert.ThrowsExactly<VitDataException>(() => ml.Transforms.VitMapLabelToKey("Key", model, "Label").Fit(shared)).Message, "crane (index 0); crane (index 2)");
    }

    [TestMethod]
    public void ConvertToOnnx_refuses_to_write_the_half_of_a_pipeline()
    {
        using var pictures = new ColouredPictures(12);
        MLContext ml = pictures.Context;
        ITransformer trained = pictures.CreatePipeline(SmallDataTrainers.Lbfgs).Fit(pictures.Data);
        using var owned = (IDisposable)trained;
        using var stream = new MemoryStream();
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => ml.Model.ConvertToOnnx(trained, pictures.Data, stream)).Message, "SaveVitClassifier");
        Assert.AreEqual(0, stream.Length);
    }

    private sealed class Labelled
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
