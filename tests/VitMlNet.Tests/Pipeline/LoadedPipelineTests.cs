using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Training;

namespace VitMlNet.Tests.Pipeline;

/// <summary>A pipeline that was saved and loaded means the same as the fitted one.</summary>
[TestClass]
public sealed class LoadedPipelineTests
{
    [TestMethod]
    public void What_was_fitted_on_paths_takes_bytes_and_images_after_loading()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        string[] paths = Photos.Write(folder, 5);
        IDataView photos = ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path }));
        string archive = folder.File("model.zip");
        float[][] expected;
        using (VitImageTransformer fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos))
        {
            expected = Scores(fitted.Transform(photos));
            ml.Model.SaveVit(fitted, photos.Schema, archive);
        }

        using var loaded = (VitImageTransformer)ml.Model.LoadVit(archive, out _);
        AssertEqual(expected, Scores(loaded.Transform(photos)));
        AssertEqual(expected, Scores(loaded.Transform(ml.Data.LoadFromEnumerable(paths.Select(path => new BytesRow { ImagePath = File.ReadAllBytes(path) })))));
        MLImage[] images = [.. paths.Select(path => VitImage.Load(path).ToMLImage())];
        AssertEqual(expected, Scores(loaded.Transform(ml.Data.LoadFromEnumerable(images.Select(image => new ImageRow { ImagePath = image })))));
        using PredictionEngine<BytesRow, Prediction> engine = ml.Model.CreateVitPredictionEngine<BytesRow, Prediction>(loaded);
        AssertEqual(expected, [.. paths.Select(path => engine.Predict(new BytesRow { ImagePath = File.ReadAllBytes(path) }).Score)]);
        Array.ForEach(images, image => image.Dispose());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Three_loads_share_one_session_with_the_fitted_one(bool externalWeights)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { ExternalWeights = externalWeights }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        using var session = new SessionCounts(model);
        var loaded = new List<VitImageTransformer>();
        for (int i = 0; i < 3; i++)
        {
            string archive = folder.File($"{i}/model.zip");
            Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
            ml.Model.SaveVit(fitted, photos.Schema, archive);
            loaded.Add((VitImageTransformer)new MLContext().Model.LoadVit(archive, out _));
            Scores(loaded[i].Transform(photos));
        }

        Assert.AreEqual(6, session.Images);
        loaded.ForEach(one => one.Dispose());
    }

    [TestMethod]
    public void A_trained_pipeline_gives_a_predictor_that_agrees_with_it_from_many_threads()
    {
        using var pictures = new ColouredPictures(30);
        MLContext ml = pictures.Context;
        string archive = pictures.Folder.File("colours.zip");
        using (var fitted = (IDisposable)pictures.CreatePipeline(SmallDataTrainers.Lbfgs).Fit(pictures.Data))
            ml.Model.SaveVit((ITransformer)fitted, pictures.Data.Schema, archive);
        ITransformer loaded = ml.Model.LoadVit(archive, out _);
        IDataView predicted = loaded.Transform(pictures.Data);
        string[] paths = [.. predicted.GetColumn<string>("ImagePath")];
        string[] labels = [.. predicted.GetColumn<string>("PredictedLabel")];
        float[][] scores = Scores(predicted);
        using VitPredictor predictor = ml.Model.CreateVitPredictor(loaded);
        CollectionAssert.AreEquivalent(ColouredPictures.Classes, predictor.Labels.ToArray());

        Parallel.For(0, 10 * paths.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int row = i % paths.Length;
            VitClassification found = i % 2 == 0 ? predictor.Classify(paths[row]) : predictor.Classify(File.ReadAllBytes(paths[row]));
            Assert.AreEqual(labels[row], found.Label);
            for (int k = 0; k < scores[row].Length; k++)
                Assert.AreEqual(scores[row][k], found.Scores.Span[k], 1e-5f);
        });
        ((IDisposable)loaded).Dispose();
        Assert.AreEqual(labels[0], predictor.Classify(paths[0]).Label, "the predictor keeps the model");
    }

    [TestMethod]
    public void A_pipeline_that_does_not_classify_photographs_gives_no_predictor()
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable([new Photo()]);
        ITransformer copy = ml.Transforms.CopyColumns("Copy", "ImagePath").Fit(data);
        Assert.Contains("VitFeaturizeImage", Assert.ThrowsExactly<ArgumentException>(() => ml.Model.CreateVitPredictor(copy)).Message);

        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        using var features = ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath").Fit(data);
        Assert.Contains("'Score'", Assert.ThrowsExactly<ArgumentException>(() => ml.Model.CreateVitPredictor(features)).Message);
    }

    [TestMethod]
    public void Loading_works_in_a_folder_that_cannot_be_written()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Inconclusive("A user who is not root on Linux or macOS is needed, for whom a folder can be read-only.");
            return;
        }

        using var folder = new TemporaryFolder();
        (ITransformer _, string archive, IDataView photos, float[][] expected) = SaveExternal(folder);
        File.SetUnixFileMode(Path.GetDirectoryName(archive)!, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var loaded = (VitImageTransformer)new MLContext().Model.LoadVit(archive, out _);
        AssertEqual(expected, Scores(loaded.Transform(photos)));
        File.SetUnixFileMode(Path.GetDirectoryName(archive)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [TestMethod]
    public void Loading_writes_nothing_beside_the_archive_nor_in_the_folder_of_temporary_files()
    {
        using var folder = new TemporaryFolder();
        (ITransformer _, string archive, IDataView photos, float[][] expected) = SaveExternal(folder);
        string[] before = Directory.GetFiles(Path.GetDirectoryName(archive)!);
        using var context = new TemporaryFolder();
        var ml = new MLContext { TempFilePath = context.Path };
        using var loaded = (VitImageTransformer)ml.Model.LoadVit(archive, out _);
        AssertEqual(expected, Scores(loaded.Transform(photos)));
        CollectionAssert.AreEqual(before, Directory.GetFiles(Path.GetDirectoryName(archive)!));
        Assert.IsEmpty(Directory.GetFileSystemEntries(context.Path));
        Assert.AreEqual(context.Path, ml.TempFilePath);
    }

    [TestMethod]
    public void Plain_saving_of_external_weights_is_refused_and_leaves_no_archive_that_cannot_be_loaded()
    {
        using var folder = new TemporaryFolder();
        (ITransformer fitted, _, IDataView photos, _) = SaveExternal(folder);
        VitException? error = VitException.Find(Assert.Throws<Exception>(() => new MLContext().Model.Save(fitted, photos.Schema, folder.File("plain.zip"))));
        Assert.IsInstanceOfType<VitModelException>(error);
        Assert.Contains("SaveVit", error.Message);
    }

    [TestMethod]
    public void Saving_opens_no_second_session_on_the_weights()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        VitModel model = VitModel.Open(new TinyModel { Change = model => model.Graph.Node[1].Name = "once" }.Write(folder.File("tiny.onnx")));
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 1).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        float[][] expected = Scores(fitted.Transform(photos));

        // ONNX Runtime would refuse this file now, and so would ML.NET if it opened it to save the pipeline.
        byte[] whole = File.ReadAllBytes(model.Path);
        File.WriteAllBytes(model.Path, whole[..^20]);
        ml.Model.Save(fitted, photos.Schema, folder.File("model.zip"));
        File.WriteAllBytes(model.Path, whole);
        ml.Model.Save(fitted, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = ml.Model.Load(folder.File("model.zip"), out _);
        AssertEqual(expected, Scores(loaded.Transform(photos)));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_loaded_pipeline_can_be_read_by_several_threads()
    {
        using var folder = new TemporaryFolder();
        (ITransformer _, string archive, IDataView photos, float[][] expected) = SaveExternal(folder);
        using var loaded = (VitImageTransformer)new MLContext().Model.LoadVit(archive, out _);
        Parallel.For(0, 16, _ => AssertEqual(expected, Scores(loaded.Transform(photos))));
    }

    [TestMethod]
    public void A_model_file_given_as_a_pipeline_says_how_it_is_opened()
    {
        using var folder = new TemporaryFolder();
        string path = new TinyModel().Write(folder.File("tiny.onnx"));
        Assert.Contains("VitModel.Open", Assert.ThrowsExactly<VitModelException>(() => new MLContext().Model.LoadVit(path, out _)).Message);
    }

    [TestMethod]
    public void The_error_of_a_bad_photograph_is_found_behind_those_of_trainers()
    {
        using var pictures = new ColouredPictures(12);
        string bad = pictures.Folder.File("pictures/red/0.png");
        File.WriteAllBytes(bad, [1, 2, 3]);
        Exception thrown = Assert.Throws<Exception>(() => pictures.CreatePipeline(SmallDataTrainers.Lbfgs).Fit(pictures.Data));
        Assert.AreEqual(bad, (VitException.Find(thrown) as VitImageException)?.ImageSource);
    }

    private static (ITransformer Fitted, string Archive, IDataView Photos, float[][] Scores) SaveExternal(TemporaryFolder folder)
    {
        VitModel model = VitModel.Open(new TinyModel { ExternalWeights = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 3).Select(path => new Photo { ImagePath = path }));
        VitImageTransformer fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        float[][] expected = Scores(fitted.Transform(photos));
        string archive = folder.File("saved/model.zip");
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        ml.Model.SaveVit(fitted, photos.Schema, archive);
        fitted.Dispose();
        return (fitted, archive, photos, expected);
    }

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];

    private static void AssertEqual(float[][] expected, float[][] found)
    {
        Assert.HasCount(expected.Length, found);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int i = 0; i < expected[row].Length; i++)
                Assert.AreEqual(expected[row][i], found[row][i], 1e-6f, $"row {row}");
        }
    }

    private sealed class BytesRow
    {
        public byte[] ImagePath { get; set; } = [];
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(8, 8)]
        public MLImage? ImagePath { get; set; }
    }
}
