using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Imaging;

namespace VitMlNet.Tests.Pipeline;

/// <summary>The features as the input of ML.NET's own trainers: from a photograph to a label of the user's own, in one pipeline.</summary>
[TestClass]
public sealed class TrainingTests
{
    [TestMethod]
    [DataRow("sdca")]
    [DataRow("lbfgs")]
    public void ATrainerLearnsFromTheFeaturesAndTheWholePipelineIsSaved(string trainer)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Features = 12 }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        Labelled[] photos = Enumerable.Range(0, 45).Select(i => Write(folder, i)).ToArray();
        IDataView rows = ml.Data.LoadFromEnumerable(photos);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath"))
            .AppendCacheCheckpoint(ml)
            .Append<ITransformer>(trainer == "sdca"
                ? ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key")
                : ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));

        using TransformerChain<ITransformer> fitted = new([.. pipeline.Fit(rows)]);
        ml.Model.Save(fitted, rows.Schema, folder.File("model.zip"));

        Assert.AreEqual(1, ml.MulticlassClassification.Evaluate(fitted.Transform(rows), "Key").MicroAccuracy);
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        CollectionAssert.AreEqual(photos.Select(photo => photo.Label).ToArray(), loaded.Transform(rows).GetColumn<string>("Answer").ToArray());
        ((IDisposable)loaded).Dispose();
    }

    /// <summary>A reddish, greenish or bluish picture, by turns.</summary>
    private static Labelled Write(TemporaryFolder folder, int i)
    {
        TestPicture picture = TestPicture.Noise(10, 12, i);
        for (int pixel = 0; pixel < picture.Rgb.Length; pixel++)
            picture.Rgb[pixel] = (byte)(picture.Rgb[pixel] / 2 + (pixel % 3 == i % 3 ? 127 : 0));
        string path = folder.File($"{i}.png");
        File.WriteAllBytes(path, SkiaFiles.Png(picture));
        return new Labelled { ImagePath = path, Label = new[] { "red", "green", "blue" }[i % 3] };
    }

    private sealed class Labelled
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
