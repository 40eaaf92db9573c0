using Microsoft.ML;

namespace VitMlNet.Tests.Pipeline;

/// <summary>A saved pipeline in another process, which knows of it only the zip archive.</summary>
[TestClass]
public sealed class FreshProcessTests
{
    [TestMethod]
    public void PlainModelLoadGivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        Check(folder, "google", typeof(VitModel).Assembly.Location);
    }

    [TestMethod]
    public void TheStockPresetLoadsWhereTheLibraryIsAbsent()
    {
        using var folder = new TemporaryFolder();
        Check(folder, "mlnet", "-");
    }

    private static void Check(TemporaryFolder folder, string preprocessing, string library)
    {
        VitModel model = VitModel.Open(new TinyModel { Preprocessing = preprocessing }.Write(folder.File("tiny.onnx")));
        string[] paths = Photos.Write(folder, 3);
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path }));
        using (VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos))
        {
            ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));
            string expected = string.Concat(ml.Data.CreateEnumerable<Prediction>(transformer.Transform(photos), reuseRowObject: false).Select(row =>
                $"{row.PredictedLabel} {string.Join(' ', row.Score.Select(score => BitConverter.SingleToInt32Bits(score).ToString("x8")))}\n"));
            File.Delete(model.Path);
            (string output, string error) = LoadProbe.Run([folder.File("model.zip"), library, .. paths]);
            Assert.AreEqual(expected, output.ReplaceLineEndings("\n"), error);
        }
    }
}
