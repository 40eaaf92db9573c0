using Microsoft.ML;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>A pipeline that was trained and saved here is served by the web sample, in a process of its own, from a read-only folder.</summary>
[TestClass]
public sealed class PipelineTests
{
    [TestMethod]
    [DataRow("colours.zip")]
    [DataRow("colours.onnx", DisplayName = "one model file, as in docs/tutorial.md")]
    public async Task ATrainedPipelineIsServed(string name)
    {
        using var folder = new TemporaryFolder();
        TintedPhotographs.Write(folder, "photos");
        string zip = folder.File(Path.Combine("saved", name));
        Directory.CreateDirectory(Path.GetDirectoryName(zip)!);
        byte[][] files = [.. TintedPhotographs.Classes.Select(kind => TintedPhotographs.Create(kind, seed: 100))];
        VitClassification[] expected = TrainAndClassify(folder.File("photos"), zip, files);
        CollectionAssert.AreEqual(TintedPhotographs.Classes.ToArray(), expected.Select(result => result.Label).ToArray());

        using var readOnly = new ReadOnlyFolder(Path.GetDirectoryName(zip)!);
        using WebProcess web = await WebProcess.StartAsync($"ModelPath={zip}");
        Assert.AreEqual("Healthy", await web.Client.GetStringAsync("health/ready"));
        for (int i = 0; i < files.Length; i++)
        {
            using HttpResponseMessage response = await web.Client.PostAsync("api/classify", Uploads.Raw(files[i]));
            await Answers.AssertRightAsync(response, expected[i], "colours");
        }

        readOnly.AssertUnchanged();
    }

    private static VitClassification[] TrainAndClassify(string photographs, string zip, byte[][] files)
    {
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadImagesFromFolder(photographs);
        var pipeline = ml.Transforms.VitFeaturizeImage("Features", VitModel.Open(Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx")), "ImagePath")
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 1))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var trained = pipeline.Fit(rows);
        if (zip.EndsWith(".onnx", StringComparison.Ordinal))
            ml.Model.SaveVitClassifier(trained, rows.Schema, zip);
        else
            ml.Model.SaveVit(trained, rows.Schema, zip);
        using VitPredictor predictor = ml.Model.CreateVitPredictor(trained);
        return [.. files.Select(file => predictor.Classify(file))];
    }

    /// <summary>A folder into which nobody may write; where the tests run as an administrator, who may, nobody has.</summary>
    private sealed class ReadOnlyFolder : IDisposable
    {
        private readonly string _path;
        private readonly string[] _before;

        public ReadOnlyFolder(string path)
        {
            _path = path;
            _before = List();
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public void AssertUnchanged() => CollectionAssert.AreEqual(_before, List());

        public void Dispose()
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        private string[] List() =>
            [.. Directory.GetFileSystemEntries(_path).Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")];
    }
}
