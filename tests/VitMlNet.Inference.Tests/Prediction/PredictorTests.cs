using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>One photograph, in every form and with every kind of model.</summary>
[TestClass]
public sealed class PredictorTests(TestContext context)
{
    [TestMethod]
    public async Task Every_form_of_a_photograph_gets_the_same_answer()
    {
        using var scene = new Scene(1);
        using var predictor = new VitPredictor(scene.Model);
        string path = scene.Paths[0];
        byte[] bytes = File.ReadAllBytes(path);
        VitImage image = VitImage.Load(path);
        using var stream = new MemoryStream(bytes);
        VitClassification[] classified =
        [
            predictor.Classify(path),
            predictor.Classify(bytes),
            predictor.Classify(stream),
            predictor.Classify(VitImageSource.FromImage(image)),
            await predictor.ClassifyAsync(path, context.CancellationToken),
            await predictor.ClassifyAsync(bytes, context.CancellationToken),
            await predictor.ClassifyAsync(new MemoryStream(bytes), context.CancellationToken),
            await predictor.ClassifyAsync(VitImageSource.FromImage(image), context.CancellationToken),
        ];
        float[][] features =
        [
            predictor.Featurize(path),
            predictor.Featurize(bytes),
            predictor.Featurize(new MemoryStream(bytes)),
            predictor.Featurize(VitImageSource.FromImage(image)),
            await predictor.FeaturizeAsync(path, context.CancellationToken),
            await predictor.FeaturizeAsync(bytes, context.CancellationToken),
            await predictor.FeaturizeAsync(new MemoryStream(bytes), context.CancellationToken),
            await predictor.FeaturizeAsync(VitImageSource.FromImage(image), context.CancellationToken),
        ];
        Assert.IsTrue(stream.CanRead);
        foreach (VitClassification other in classified)
            CollectionAssert.AreEqual(classified[0].Scores.ToArray(), other.Scores.ToArray());
        Array.ForEach(features, other => CollectionAssert.AreEqual(features[0], other));
    }

    [TestMethod]
    public void Results_are_those_of_the_graph()
    {
        using var scene = new Scene(0, new TinyModel { Attention = true });
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { IncludeAttention = true });
        TestPicture picture = TestPicture.Noise(8, 8, 5);
        float[] pixels = [.. picture.Rgb.Select(value => (value - 127.5f) / 127.5f)];
        using var session = new InferenceSession(scene.Model.Path);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 8, 8, 3]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(options, ["image"], [input], ["features", "logits", "attention"]);

        VitClassification result = predictor.Classify(SkiaFiles.Png(picture));

        CollectionAssert.AreEqual(values[0].GetTensorDataAsSpan<float>().ToArray(), predictor.Featurize(SkiaFiles.Png(picture)));
        float[] logits = values[1].GetTensorDataAsSpan<float>().ToArray();
        double sum = logits.Sum(logit => Math.Exp(logit));
        Scene.AssertNear([.. logits.Select(logit => (float)(Math.Exp(logit) / sum))], result.Scores.ToArray(), 1e-6f);
        CollectionAssert.AreEqual(values[2].GetTensorDataAsSpan<float>().ToArray(), result.Attention.ToArray());
        Assert.AreEqual(1, MemoryMarshal.ToEnumerable(result.Attention).Sum(), 1e-6f);
    }

    [TestMethod]
    public void A_classification_names_the_most_probable_classes()
    {
        using var scene = new Scene(1);
        using var predictor = new VitPredictor(scene.Model);
        VitClassification result = predictor.Classify(scene.Paths[0]);
        float[] scores = result.Scores.ToArray();
        CollectionAssert.AreEqual(TinyModel.Animals, result.Labels.ToArray());
        Assert.AreEqual((scores.Max(), Array.IndexOf(scores, scores.Max())), (result.Score, result.Index));
        Assert.AreEqual(TinyModel.Animals[result.Index], result.Label);
        Assert.AreEqual(1, scores.Sum(), 1e-6f);
        CollectionAssert.AreEqual(scores.OrderDescending().Take(3).ToArray(), result.Top(3).Select(top => top.Score).ToArray());
        Assert.AreEqual(new VitPrediction(result.Index, result.Label, result.Score), result.Top(50)[0]);
        Assert.HasCount(5, result.Top(50));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => result.Top(0));
        Assert.IsTrue(result.Attention.IsEmpty);
        Assert.StartsWith($"{result.Label} (0.", result.ToString());
    }

    [TestMethod]
    public async Task Attention_comes_with_single_and_with_many_photographs()
    {
        using var scene = new Scene(5, new TinyModel { Attention = true });
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { IncludeAttention = true, BatchSize = 2 });
        VitResult[] many = await predictor.ClassifyManyAsync(scene.Paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);
        for (int i = 0; i < 5; i++)
            Scene.AssertNear(predictor.Classify(scene.Paths[i]).Attention.ToArray(), many[i].Value.Attention.ToArray(), 1e-6f);
        CollectionAssert.AreNotEqual(many[0].Value.Attention.ToArray(), many[1].Value.Attention.ToArray());
    }

    [TestMethod]
    public async Task A_model_that_takes_one_photograph_gets_them_one_by_one()
    {
        using var scene = new Scene(5);
        float[][] expected = scene.Featurize();
        VitModel model = VitModel.Open(
            new OtherExport { TakesOne = true, Features = "features" }.Write(scene.Folder.File("one.onnx")),
            new VitModelOptions { Preprocessing = VitPreprocessing.Google });
        using var predictor = new VitPredictor(model, new VitPredictorOptions { BatchSize = 4 });
        using var session = new SessionCounts(model);
        VitResult<float[]>[] many = await predictor.FeaturizeManyAsync(scene.Paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);
        Scene.AssertEqual(expected, [.. many.Select(result => result.Value)], 1e-6f);
        Assert.AreEqual(5, session.Runs);
        float[][] singles = await Task.WhenAll(scene.Paths.Select(path => predictor.FeaturizeAsync(path, context.CancellationToken)));
        Scene.AssertEqual(expected, singles, 1e-6f);
    }

    [TestMethod]
    public async Task A_graph_that_takes_fewer_photographs_than_it_says_is_named()
    {
        using var scene = new Scene(3);
        var export = new OtherExport
        {
            // The input says that the batch is open, and a shape inside the graph is for one image.
            Change = model => model.Graph.Initializer.Single(tensor => tensor.Name == "flat_shape").RawData =
                Google.Protobuf.ByteString.CopyFrom([1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(192L)]),
        };
        VitModel model = VitModel.Open(export.Write(scene.Folder.File("other.onnx")));
        using var predictor = new VitPredictor(model);
        var e = await Assert.ThrowsExactlyAsync<VitModelException>(async () => await predictor.ClassifyManyAsync(scene.Paths).ToArrayAsync());
        Assert.AreEqual(model.Path, e.ModelPath);
        Assert.Contains("BatchSize", e.Message);
        Assert.HasCount(5, predictor.Classify(scene.Paths[0]).Scores.ToArray());
    }

    [TestMethod]
    public void Bad_photographs_are_named_and_never_wrapped()
    {
        using var scene = new Scene(1);
        using var predictor = new VitPredictor(scene.Model);
        File.WriteAllText(scene.Paths[0], "no picture");
        string absent = scene.Folder.File("absent.png");
        Refuses(() => predictor.Classify(absent), absent, VitImageErrorReason.Unreadable, "no such file");
        Refuses(() => predictor.Featurize(scene.Paths[0]), scene.Paths[0], VitImageErrorReason.UnknownFormat, "JPEG, PNG, WebP, BMP or GIF");
        Refuses(() => predictor.ClassifyAsync(scene.Paths[0]).GetAwaiter().GetResult(), scene.Paths[0], VitImageErrorReason.UnknownFormat, "Convert the picture");
        Refuses(() => predictor.Classify(Array.Empty<byte>()), "the image in memory", VitImageErrorReason.Empty, "empty");
        Refuses(() => predictor.Classify(new MemoryStream([1, 2, 3])), "the image in the stream", VitImageErrorReason.UnknownFormat, "010203");
        Refuses(() => predictor.Classify(VitImageSource.FromBytes(new byte[] { 1 }, "upload 7")), "upload 7", VitImageErrorReason.UnknownFormat, "upload 7");
        Assert.ThrowsExactly<ArgumentNullException>(() => predictor.Classify((string)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => predictor.Classify((VitImageSource)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => predictor.Classify((Stream)null!));

        static void Refuses(Action predict, string source, VitImageErrorReason reason, string text)
        {
            var e = Assert.ThrowsExactly<VitImageException>(predict);
            Assert.AreEqual((source, reason), (e.ImageSource, e.Reason));
            Assert.StartsWith($"{source}: ", e.Message);
            Assert.Contains(text, e.Message);
        }
    }

    [TestMethod]
    public void What_a_model_cannot_do_is_said_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        VitModel headless = VitModel.Open(new TinyModel { Classes = 0 }.Write(folder.File("headless.onnx")));
        VitModel scores = VitModel.Open(new OtherExport().Write(folder.File("scores.onnx")));
        VitModel features = VitModel.Open(new OtherExport { Scores = null, Features = "features" }.Write(folder.File("features.onnx")));
        string photograph = Photographs.Write(folder, 1)[0];
        using VitPredictor first = new(headless), second = new(scores), third = new(features);
        Assert.HasCount(6, first.Featurize(photograph));
        Assert.IsEmpty(first.Labels);
        Refuses(() => first.Classify(photograph), headless, "Featurize");
        Refuses(() => second.Featurize(photograph), scores, "VitModelOptions.FeaturesOutput");
        Refuses(() => third.Classify(photograph), features, "VitModelOptions.ScoresOutput");
        Assert.Contains("--attention", Assert.ThrowsExactly<ArgumentException>(() => new VitPredictor(headless, new VitPredictorOptions { IncludeAttention = true })).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => new VitPredictor(null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitPredictorOptions { BatchSize = 0 });
        Assert.ThrowsExactly<ArgumentNullException>(() => new VitPredictorOptions { Images = null! });
        Assert.ThrowsExactly<ArgumentNullException>(() => new VitPredictorOptions { Session = null! });

        static void Refuses(Action predict, VitModel model, string remedy)
        {
            string message = Assert.ThrowsExactly<InvalidOperationException>(predict).Message;
            Assert.Contains(model.Path, message);
            Assert.Contains(remedy, message);
        }
    }

    [TestMethod]
    public void Later_changes_of_the_options_have_no_effect()
    {
        using var scene = new Scene(1);
        var options = new VitPredictorOptions();
        using var predictor = new VitPredictor(scene.Model, options);
        options.Images.MaxPixels = 1;
        options.BatchSize = 1;
        Assert.HasCount(6, predictor.Featurize(scene.Paths[0]));
        using var later = new VitPredictor(scene.Model, options);
        Assert.ThrowsExactly<VitImageException>(() => later.Featurize(scene.Paths[0]));
    }

    [TestMethod]
    [DataRow("w1", true)]
    [DataRow("w2", true)]
    [DataRow("w1", false)]
    public void A_model_of_NaN_is_found_by_verifying_it(string weights, bool hasClasses)
    {
        using var scene = new Scene(1, new TinyModel { Classes = hasClasses ? 5 : 0, Change = model => SetNaN(model, weights) });
        using var predictor = new VitPredictor(scene.Model);
        var e = Assert.ThrowsExactly<VitModelException>(() => predictor.Verify());
        Assert.AreEqual(scene.Model.Path, e.ModelPath);
        Assert.Contains("NaN", e.Message);
        Assert.Contains("Convert or download the model again", e.Message);
        if (hasClasses)
            Assert.AreEqual(("", -1), (predictor.Classify(scene.Paths[0]).Label, predictor.Classify(scene.Paths[0]).Index));

        using var good = new Scene(0);
        using var working = new VitPredictor(good.Model);
        working.Verify();
        Assert.ThrowsExactly<VitModelException>(() => working.ReplaceModel(scene.Model));
        Assert.AreSame(good.Model, working.Model);
        Assert.Throws<OperationCanceledException>(() => working.Verify(new CancellationToken(true)));
    }

    [TestMethod]
    public void A_file_that_was_replaced_after_it_was_opened_is_opened_again()
    {
        using var scene = new Scene(0);
        VitModel stale = VitModel.Open(new TinyModel().Write(scene.Folder.File("stale.onnx")));
        Scene.Replace(stale.Path, new TinyModel { Seed = 3 });
        var e = Assert.ThrowsExactly<VitModelException>(() => new VitPredictor(stale));
        Assert.Contains("VitModel.Open", e.Message);
        new VitPredictor(VitModel.Open(stale.Path)).Dispose();
        File.Delete(stale.Path);
        Assert.ThrowsExactly<VitModelException>(() => new VitPredictor(stale));
    }

    internal static void SetNaN(ModelProto model, string weights)
    {
        TensorProto tensor = model.Graph.Initializer.Single(initializer => initializer.Name == weights);
        byte[] values = tensor.RawData.ToByteArray();
        MemoryMarshal.Cast<byte, float>(values.AsSpan()).Fill(float.NaN);
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(values);
    }
}
