using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Batching;

/// <summary>Rows whose images cannot be read, left out of the data; and relative paths.</summary>
[TestClass]
public sealed class SkippedRowTests
{
    [TestMethod]
    public void Bad_rows_are_left_out_named_in_the_log_and_stay_left_out_when_loaded()
    {
        using var scene = new Scene(12, batchSize: 4, VitImageErrorHandling.SkipRow);
        var messages = new List<string>();
        scene.Context.Log += (_, message) => messages.Add(message.Message);
        float[][] expected = [.. scene.Transformer.Transform(scene.Data).GetColumn<float[]>("Score")];
        foreach (int bad in new[] { 0, 5, 11 })
            scene.Photos[bad].ImagePath = "absent.png";
        IDataView scored = scene.Transformer.Transform(scene.Data);
        Assert.IsNull(scored.GetRowCount());
        Check(scored);
        Assert.HasCount(9, scored.GetColumn<string>("ImagePath").ToArray(), "columns that are not scored have the same rows");
        Assert.IsTrue(messages.Exists(message => message.Contains("left out: absent.png")), string.Join('\n', messages));
        Assert.IsTrue(messages.Exists(message => message.Contains("photographs, ")), string.Join('\n', messages));

        using var folder = new TemporaryFolder();
        string archive = folder.File("a.zip");
        scene.Context.Model.SaveVit(scene.Transformer, scene.Data.Schema, archive);
        ITransformer loaded = scene.Context.Model.LoadVit(archive, out _);
        Check(loaded.Transform(scene.Data));
        (loaded as IDisposable)?.Dispose();
        StringAssert.Contains(
            Assert.ThrowsExactly<VitModelException>(() => scene.Context.Model.Save(scene.Transformer, scene.Data.Schema, folder.File("b.zip"))).Message, "SkipRow");

        void Check(IDataView view)
        {
            float[][] actual = [.. view.GetColumn<float[]>("Score")];
            Assert.HasCount(9, actual);
            int next = 0;
            foreach (int good in Enumerable.Range(0, 12).Where(row => row is not (0 or 5 or 11)))
            {
                for (int i = 0; i < expected[good].Length; i++)
                    Assert.AreEqual(expected[good][i], actual[next][i], 1e-6f);
                next++;
            }
        }
    }

    [TestMethod]
    [DataRow("google")]
    [DataRow("mlnet")]
    public void Relative_paths_begin_in_the_folder_that_is_named(string preset)
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        string[] paths = [.. Photos.Write(folder, 3)];
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var options = new VitScoringOptions { ImageFolder = folder.Path, Preprocessing = VitPreprocessing.Parse(preset) };
        IDataView relative = ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = Path.GetRelativePath(folder.Path, path) }));
        IDataView full = ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath", options).Fit(relative);
        float[][] expected = [.. transformer.Transform(full).GetColumn<float[]>("Features")];
        AssertSame(transformer.Transform(relative));
        Assert.HasCount(3, transformer.Transform(relative).Preview(maxRows: 10).RowView);
        string archive = folder.File("a.zip");
        ml.Model.SaveVit(transformer, relative.Schema, archive);
        foreach (ITransformer loaded in new[] { ml.Model.LoadVit(archive, out _), ml.Model.Load(archive, out _) })
        {
            AssertSame(loaded.Transform(relative));
            (loaded as IDisposable)?.Dispose();
        }

        void AssertSame(IDataView view)
        {
            foreach ((float[] one, float[] other) in expected.Zip(view.GetColumn<float[]>("Features")))
            {
                for (int i = 0; i < one.Length; i++)
                    Assert.AreEqual(one[i], other[i], 1e-5f);
            }
        }
    }
}
