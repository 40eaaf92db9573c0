using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Pipeline;

[TestClass]
public sealed class PersistenceTests
{
    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    [DataRow("mlnet")]
    [DataRow("{\"resize\":\"crop\",\"interpolation\":\"bicubic\",\"mean\":[0.485,0.456,0.406],\"std\":[0.229,0.224,0.225]}")]
    public void ASavedPipelineGivesTheSameBits(string preprocessing)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Preprocessing = preprocessing }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 4).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));

        var fresh = new MLContext(2);
        ITransformer loaded = fresh.Model.Load(folder.File("model.zip"), out _);
        using var disposing = (IDisposable)loaded;
        Assert.AreEqual(Describe(transformer.Transform(photos)), Describe(loaded.Transform(photos)));
    }

    [TestMethod]
    public void ExternalWeightsGoAlongAndComeBack()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("models"));
        Directory.CreateDirectory(folder.File("saved"));
        VitModel model = VitModel.Open(new TinyModel { ExternalWeights = true }.Write(folder.File("models/tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 4).Select(path => new Photo { ImagePath = path }));
        string expected;
        using (var transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Append(ml.Transforms.CopyColumns("Copy", "Score")).Fit(photos))
        {
            expected = Describe(transformer.Transform(photos));
            var shares = new List<double>();
            ml.Model.SaveVit(transformer, photos.Schema, folder.File("saved/model.zip"), new Share(shares.Add));
            Assert.AreEqual(1, shares[^1]);
            ml.Model.SaveVit(transformer, photos.Schema, folder.File("saved/model.zip"));
        }

        Directory.Delete(folder.File("models"), recursive: true);
        CollectionAssert.AreEquivalent(new[] { "model.zip", "tiny.onnx", "tiny.onnx.data" },
            Directory.GetFiles(folder.File("saved")).Select(Path.GetFileName).ToArray());

        var fresh = new MLContext(2);
        string usual = fresh.TempFilePath;
        ITransformer loaded = fresh.Model.LoadVit(folder.File("saved/model.zip"), out DataViewSchema schema);
        Assert.AreEqual(usual, fresh.TempFilePath);
        Assert.AreEqual("ImagePath", schema.Single().Name);
        Assert.AreEqual(expected, Describe(loaded.Transform(photos)));

        Directory.CreateDirectory(folder.File("again"));
        fresh.Model.SaveVit(loaded, schema, folder.File("again/model.zip"));
        ITransformer again = fresh.Model.LoadVit(folder.File("again/model.zip"), out DataViewSchema _);
        Assert.AreEqual(expected, Describe(again.Transform(photos)));
        ((IDisposable)again).Dispose();
        ((IDisposable)loaded).Dispose();
        CollectionAssert.AreEquivalent(new[] { "model.zip", "tiny.onnx", "tiny.onnx.data" },
            Directory.GetFiles(folder.File("saved")).Select(Path.GetFileName).ToArray());

        File.Delete(folder.File("saved/tiny.onnx.data"));
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => fresh.Model.LoadVit(folder.File("saved/model.zip"), out DataViewSchema _));
        StringAssert.Contains(e.Message, "tiny.onnx.data");
    }

    [TestMethod]
    public void SavingIsWholeOrNotAtAll()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { ExternalWeights = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        string saved = Directory.CreateDirectory(folder.File("saved")).FullName;
        string zip = Path.Combine(saved, "model.zip");

        Assert.ThrowsExactly<OperationCanceledException>(() =>
            ml.Model.SaveVit(transformer, photos.Schema, zip, cancellationToken: new CancellationToken(canceled: true)));
        Assert.IsEmpty(Directory.GetFiles(saved));

        File.WriteAllText(Path.Combine(saved, "tiny.onnx.data"), "other weights");
        StringAssert.Contains(Assert.ThrowsExactly<VitModelException>(() => ml.Model.SaveVit(transformer, photos.Schema, zip)).Message,
            "another file 'tiny.onnx.data'");
        Assert.AreEqual("other weights", File.ReadAllText(Directory.GetFiles(saved).Single()));

        string absent = Path.Combine(folder.Path, "absent", "model.zip");
        Assert.AreEqual(absent, Assert.ThrowsExactly<VitModelException>(() => ml.Model.SaveVit(transformer, photos.Schema, absent)).ModelPath);

        // Beside the model file itself nothing is copied.
        ml.Model.SaveVit(transformer, photos.Schema, folder.File("model.zip"));
        CollectionAssert.AreEquivalent(new[] { "tiny.onnx", "tiny.onnx.data", "model.zip" },
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void TwoModelsInOnePipelineBothComeAlong()
    {
        using var folder = new TemporaryFolder();
        VitModel[] models = [.. new[] { "a.onnx", "b.onnx" }.Select(
            name => VitModel.Open(new TinyModel { ExternalWeights = true, Features = name[0] - 'a' + 6 }.Write(folder.File(name))))];
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        using var transformer = ml.Transforms.VitClassifyImage("Score", models[0], "ImagePath")
            .Append(ml.Transforms.VitFeaturizeImage("Features", models[1], "ImagePath")).Fit(photos);
        string expected = Describe(transformer.Transform(photos));
        Directory.CreateDirectory(folder.File("saved"));
        ml.Model.SaveVit(transformer, photos.Schema, folder.File("saved/model.zip"));
        CollectionAssert.AreEquivalent(new[] { "a.onnx", "a.onnx.data", "b.onnx", "b.onnx.data", "model.zip" },
            Directory.GetFiles(folder.File("saved")).Select(Path.GetFileName).ToArray());
        ITransformer loaded = new MLContext(2).Model.LoadVit(folder.File("saved/model.zip"), out DataViewSchema _);
        Assert.AreEqual(expected, Describe(loaded.Transform(photos)));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void FilesThatAreNoPipelinesAreNamed()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        Refuses(folder.File("absent.zip"), "no such file");
        Refuses(folder.Path, "");
        File.WriteAllText(folder.File("text.zip"), "no zip");
        Refuses(folder.File("text.zip"), "Save the pipeline again");
        using (var zip = System.IO.Compression.ZipFile.Open(folder.File("other.zip"), System.IO.Compression.ZipArchiveMode.Create))
            zip.CreateEntry("readme.txt");
        Refuses(folder.File("other.zip"), "Save the pipeline again");

        void Refuses(string path, string reason)
        {
            VitModelException e = Assert.ThrowsExactly<VitModelException>(() => ml.Model.LoadVit(path, out DataViewSchema _));
            Assert.AreEqual(path, e.ModelPath);
            StringAssert.Contains(e.Message, reason);
        }
    }

    [TestMethod]
    public void NoTemporaryFilesAreLeftBehind()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows removes the files when the transformer is disposed and the next one is made.");
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        var graph = new GraphFile([1, 2, 3]);
        string path = graph.Open(path => path);
        Assert.IsFalse(File.Exists(path));
        graph.Save(() => Assert.IsTrue(File.Exists(path)));
        Assert.IsFalse(File.Exists(path));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));
        ml.Model.SaveVit(transformer, photos.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(new[] { "model.zip", "tiny.onnx" }, Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public void EverySettingIsCarriedAsText()
    {
        VitPreprocessing own = VitPreprocessing.Timm with { CropFraction = 0.75, Mean = new VitChannels(0.1f, 0.2f, 0.3f) };
        var options = new VitImageOptions
        {
            BackgroundColor = System.Drawing.Color.FromArgb(255, 1, 2, 3),
            MaxPixels = 12345678901,
            MaxEncodedBytes = 4567,
            AllowScaledDecoding = true,
        };
        foreach (VitPreprocessing preprocessing in new[] { VitPreprocessing.Google, VitPreprocessing.Timm, VitPreprocessing.MlNet, own })
        {
            var settings = new PixelSettings(preprocessing, 224, 384, options, "a \"col\\umn\" ü {x} % \n", KeepsBadRows: true);
            string text = settings.ToText();
            Assert.IsTrue(text.All(c => char.IsAsciiLetterOrDigit(c) || "%-_.~".Contains(c)), text);
            Assert.AreEqual(text, PixelSettings.Parse(text).ToText());
        }
    }

    [TestMethod]
    public void SettingsHoldAfterLoading()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 1).Select(path => new Photo { ImagePath = path }));
        var options = new VitClassificationOptions { Images = new VitImageOptions { MaxPixels = 10 } };
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options).Fit(photos);
        ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        using (PredictionEngine<Photo, Prediction> engine = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(loaded))
        {
            Photo photo = ml.Data.CreateEnumerable<Photo>(photos, reuseRowObject: false).Single();
            StringAssert.Contains(Assert.ThrowsExactly<VitImageException>(() => engine.Predict(photo)).Message, "over the limit of 10");
        }

        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void PlainModelLoadFindsWeightsInItsFolderOfTemporaryFiles()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("models"));
        VitModel model = VitModel.Open(new TinyModel { ExternalWeights = true }.Write(folder.File("models/tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        ml.Model.SaveVit(transformer, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext { TempFilePath = folder.Path }.Model.Load(folder.File("model.zip"), out _);
        Assert.AreEqual(Describe(transformer.Transform(photos)), Describe(loaded.Transform(photos)));
        ((IDisposable)loaded).Dispose();
    }

    private static string Describe(IDataView scored)
    {
        var lines = new List<string>();
        foreach (DataViewSchema.Column column in scored.Schema.Where(c => !c.IsHidden))
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            if (column.HasSlotNames())
                column.GetSlotNames(ref names);
            lines.Add($"{column.Name}: {column.Type} [{string.Join("|", names.DenseValues())}]");
        }

        foreach (Prediction row in new MLContext().Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false))
            lines.Add(row.PredictedLabel + " " + string.Join(" ", row.Score.Select(value => BitConverter.SingleToInt32Bits(value).ToString("x8"))));
        return string.Join("\n", lines);
    }

    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
