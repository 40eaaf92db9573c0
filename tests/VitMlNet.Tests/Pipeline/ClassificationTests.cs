using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Pipeline;

[TestClass]
public sealed class ClassificationTests
{
    [TestMethod]
    public void AddsProbabilitiesAndTheBestClass()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 9).Select(path => new Photo { ImagePath = path }));

        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, inputColumnName: "ImagePath").Fit(photos);
        IDataView scored = transformer.Transform(photos);

        CollectionAssert.AreEqual(new[] { "ImagePath", "Score", "PredictedLabel" }, scored.Schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 5), scored.Schema["Score"].Type);
        Assert.AreEqual(TextDataViewType.Instance, scored.Schema["PredictedLabel"].Type);
        Prediction[] rows = ml.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false).ToArray();
        Assert.HasCount(9, rows);
        foreach (Prediction row in rows)
        {
            Assert.AreEqual(1, row.Score.Sum(), 1e-5);
            Assert.AreEqual(TinyModel.Animals[Array.IndexOf(row.Score, row.Score.Max())], row.PredictedLabel);
        }

        Assert.IsGreaterThan(1, rows.Select(row => row.PredictedLabel).Distinct().Count(), "The photographs are expected to differ.");
    }
}
