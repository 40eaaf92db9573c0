using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using VitMlNet.Tests.Imaging;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Paths, bytes and images of the same pictures give the same results; bad ones are errors, or rows of their own.</summary>
[TestClass]
public sealed class SourceTests
{
    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    public void PathsBytesAndImagesGiveTheSameBits(string preprocessing)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Preprocessing = preprocessing }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        TestPicture[] pictures = [.. Enumerable.Range(0, 4).Select(i => TestPicture.Noise(11 + i, 17, i)), TestPicture.Noise(8, 8, 9)];
        Photo[] paths = pictures.Select((picture, i) => new Photo { ImagePath = folder.File($"{i}.png") }).ToArray();
        foreach ((TestPicture picture, Photo photo) in pictures.Zip(paths))
            File.WriteAllBytes(photo.ImagePath, SkiaFiles.Png(picture));
        MLImage[] images = pictures.Select(Photos.ToImage).ToArray();

        string[] fromPaths = Score(ml.Data.LoadFromEnumerable(paths), "ImagePath");
        CollectionAssert.AreEqual(fromPaths, Score(ml.Data.LoadFromEnumerable(
            pictures.Select(picture => new BytesPhoto { Bytes = SkiaFiles.Png(picture) })), "Bytes"));
        IDataView imagePhotos = ml.Data.LoadFromEnumerable(images.Select(image => new ImagePhoto { image = image }));
        CollectionAssert.AreEqual(fromPaths, Score(imagePhotos, "image"));

        // The images are still the caller's, the one of the model's own size too.
        CollectionAssert.AreEqual(fromPaths, Score(imagePhotos, "image"));
        Assert.AreEqual(4 * 8 * 8, images[^1].Pixels.Length);
        foreach (MLImage image in images)
            image.Dispose();

        string[] Score(IDataView photos, string column)
        {
            using VitImageTransformer transformer = ml.Transforms.VitFeaturizeImage("Features", model, column).Fit(photos);
            ml.Model.SaveVit(transformer, photos.Schema, folder.File("model.zip"));
            ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
            string[] features = Read(transformer, photos);
            CollectionAssert.AreEqual(features, Read(loaded, photos));
            ((IDisposable)loaded).Dispose();
            return features;
        }

        string[] Read(ITransformer transformer, IDataView photos)
        {
            return ml.Data.CreateEnumerable<FeaturesRow>(transformer.Transform(photos), reuseRowObject: false)
                .Select(row => string.Join(" ", row.Features.Select(value => BitConverter.SingleToInt32Bits(value).ToString("x8")))).ToArray();
        }
    }

    [TestMethod]
    public void AnEngineLeavesAnImageOfTheModelsOwnSizeUsable()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        using MLImage image = Photos.ToImage(TestPicture.Noise(8, 8, 1));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "image").Fit(ml.Data.LoadFromEnumerable<ImagePhoto>([]));
        using PredictionEngine<ImagePhoto, Prediction> engine = ml.Model.CreateVitPredictionEngine<ImagePhoto, Prediction>(transformer);
        float[] first = engine.Predict(new ImagePhoto { image = image }).Score;
        float[] second = engine.Predict(new ImagePhoto { image = image }).Score;
        CollectionAssert.AreEqual(first, second);
        Assert.AreEqual(256, image.Pixels.Length);
        StringAssert.Contains(Unwrap(Assert.Throws<Exception>(() => engine.Predict(new ImagePhoto()))).Message, "'image'");
    }

    [TestMethod]
    public void ABadImageIsTheLibrarysOwnError()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string good = Photos.Write(folder, 1)[0], cut = folder.File("cut.png");
        File.WriteAllBytes(cut, File.ReadAllBytes(good).AsSpan(0, 300));
        var ml = new MLContext(1);
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(ml.Data.LoadFromEnumerable<Photo>([]));
        using PredictionEngine<Photo, Prediction> engine = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
        foreach (string bad in new[] { "", " ", folder.File("absent.jpg"), cut, folder.Path })
        {
            VitImageException e = Assert.ThrowsExactly<VitImageException>(() => engine.Predict(new Photo { ImagePath = bad }), bad);
            if (bad.Trim().Length > 0)
                Assert.AreEqual(bad, e.ImageSource);
            else
                StringAssert.Contains(e.Message, "'ImagePath'");

            IDataView rows = ml.Data.LoadFromEnumerable(new[] { good, bad, good }.Select(path => new Photo { ImagePath = path }));
            Exception wrapped = Assert.Throws<Exception>(() => transformer.Transform(rows).GetColumn<string>("PredictedLabel").ToArray());
            Assert.IsInstanceOfType<VitImageException>(Unwrap(wrapped));
            Assert.IsInstanceOfType<VitImageException>(wrapped, "ML.NET's cursors are expected to be unwrapped.");
        }

        Assert.HasCount(5, engine.Predict(new Photo { ImagePath = good }).Score);
    }

    [TestMethod]
    public void KeptBadRowsHaveNaNAndTheReason()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string[] good = Photos.Write(folder, 2);
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(new[] { good[0], "", folder.File("absent.jpg"), good[1] }.Select(path => new Photo { ImagePath = path }));
        var options = new VitClassificationOptions { TopCount = 2, OnError = VitImageErrorHandling.KeepRow };
        using var transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options)
            .Append(ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath", options)).Fit(rows);

        IDataView scored = transformer.Transform(rows);
        Check(scored);
        ml.Model.Save(transformer, rows.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        Check(loaded.Transform(rows));
        ((IDisposable)loaded).Dispose();

        void Check(IDataView scored)
        {
            Kept[] kept = ml.Data.CreateEnumerable<Kept>(scored, reuseRowObject: false).ToArray();
            for (int i = 0; i < 4; i++)
            {
                bool isBad = i is 1 or 2;
                Assert.IsTrue(kept[i].Score.Concat(kept[i].Features).Concat(kept[i].TopScores).All(value => float.IsNaN(value) == isBad), $"row {i}");
                Assert.AreEqual(isBad, kept[i].PredictedLabel is null or "", $"row {i}");
                Assert.AreEqual(isBad, kept[i].TopLabels.All(string.IsNullOrEmpty), $"row {i}");
            }

            Assert.AreEqual("", kept[0].ImageError ?? "");
            StringAssert.Contains(kept[1].ImageError, "empty");
            StringAssert.Contains(kept[2].ImageError, "absent.jpg");
        }
    }

    [TestMethod]
    public void TheTopClassesAreThoseOfTheScores()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 6).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage(
            "Score", model, "ImagePath", options: new VitClassificationOptions
            {
                TopCount = 99,
                TopLabelsColumnName = "Best",
                TopScoresColumnName = "BestScores"
            }).Fit(photos);
        foreach (Top row in ml.Data.CreateEnumerable<Top>(transformer.Transform(photos), reuseRowObject: false))
        {
            IReadOnlyList<VitPrediction> top = model.GetTopPredictions(row.Score, 99);
            CollectionAssert.AreEqual(top.Select(p => p.Label).ToArray(), row.Best);
            CollectionAssert.AreEqual(top.Select(p => p.Score).ToArray(), row.BestScores);
            Assert.AreEqual(top[0].Label, row.PredictedLabel);
        }
    }

    private static Exception Unwrap(Exception e) => e is VitImageException || e.InnerException is null ? e : Unwrap(e.InnerException);

    private sealed class Kept
    {
        public float[] Score { get; set; } = [];

        public float[] Features { get; set; } = [];

        public float[] TopScores { get; set; } = [];

        public string[] TopLabels { get; set; } = [];

        public string? PredictedLabel { get; set; }

        public string? ImageError { get; set; }
    }

    private sealed class Top
    {
        public float[] Score { get; set; } = [];

        public string[] Best { get; set; } = [];

        public float[] BestScores { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
