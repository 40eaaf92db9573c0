using Microsoft.ML;
using VitMlNet.Sessions;
using VitMlNet.Tests.Batching;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Sessions;

[TestClass]
public sealed class SharedSessionTests
{
    [TestMethod]
    public void The_classifier_the_featurizer_and_their_engines_share_one_session()
    {
        using var scene = new Scene(4, batchSize: 2);
        using VitImageTransformer features = scene.Context.Transforms.VitFeaturizeImage("Features", scene.VitModel, "ImagePath").Fit(scene.Data);
        long before = scene.Runs;
        scene.Context.Data.CreateEnumerable<FeaturesRow>(features.Transform(scene.Data), true).Count();
        using (PredictionEngine<NumberedPhoto, FeaturesRow> engine = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, FeaturesRow>(features))
            engine.Predict(scene.Photos[0]);
        Assert.AreEqual(2, scene.Runs - before, "one batch of four and one row");
    }

    [TestMethod]
    public void Other_options_have_a_session_of_their_own()
    {
        using var scene = new Scene(1, batchSize: 1);
        using SharedSession other = SharedSession.Acquire(scene.VitModel, new VitSessionOptions { ThreadCount = 1 });
        using SharedSession same = SharedSession.Acquire(scene.VitModel, new VitSessionOptions { ThreadCount = 1 });
        long before = scene.Runs;
        Run(scene, other);
        Assert.AreEqual((before, 1, 1), (scene.Runs, other.Calls, same.Calls));
    }

    [TestMethod]
    public void Disposing_one_hold_leaves_the_others()
    {
        using var scene = new Scene(3, batchSize: 2);
        SharedSession hold = SharedSession.Acquire(scene.VitModel, scene.Options.Session);
        hold.Dispose();
        hold.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Run(scene, hold));
        Assert.AreEqual(3, scene.Context.Data.CreateEnumerable<Scored>(scene.Transformer.Transform(scene.Data), true).Count());
    }

    [TestMethod]
    public void An_engine_over_a_disposed_transformer_says_so()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("model.onnx")));
        string photo = Photos.Write(folder, 1)[0];
        VitImageTransformer transformer = context.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(context.Data.LoadFromEnumerable(new Photo[] { new() }));
        using PredictionEngine<Photo, Prediction> engine = context.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
        engine.Predict(new Photo { ImagePath = photo });
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(new Photo { ImagePath = photo }));
    }

    [TestMethod]
    public void Engines_may_predict_from_many_threads_while_others_come_and_go()
    {
        using var scene = new Scene(10, batchSize: 2);
        using PredictionEngine<NumberedPhoto, Scored> reference = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, Scored>(scene.Transformer);
        float[][] expected = [.. scene.Photos.Select(photo => reference.Predict(photo).Score)];
        Parallel.For(0, 8, worker =>
        {
            for (int i = 0; i < 25; i++)
            {
                using PredictionEngine<NumberedPhoto, Scored> engine = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, Scored>(scene.Transformer);
                int photo = (worker + i) % 10;
                CollectionAssert.AreEqual(expected[photo], engine.Predict(scene.Photos[photo]).Score);
            }
        });
    }

    [TestMethod]
    [DataRow(VitExecutionProvider.Cuda)]
    [DataRow(VitExecutionProvider.TensorRT)]
    [DataRow(VitExecutionProvider.DirectML)]
    [DataRow(VitExecutionProvider.OpenVino)]
    public void An_absent_execution_provider_is_named_or_fallen_back_from(VitExecutionProvider provider)
    {
        using var scene = new Scene(2, batchSize: 2);
        var session = new VitSessionOptions { ExecutionProvider = provider };
        VitModelException error;
        try
        {
            SharedSession.Acquire(scene.VitModel, session).Dispose();
            Assert.Inconclusive($"this machine has {provider}");
            return;
        }
        catch (VitModelException e)
        {
            error = e;
        }

        Assert.Contains($"{provider}", error.Message);
        Assert.Contains(nameof(VitSessionOptions.FallbackToCpu), error.Message);
        using SharedSession fallen = SharedSession.Acquire(scene.VitModel, session with { FallbackToCpu = true });
        Run(scene, fallen);
    }

    private static void Run(Scene scene, SharedSession session)
    {
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        VitModel model = scene.VitModel;
        session.Run(new float[model.Height * model.Width * 3], [1, model.Height, model.Width, 3], ["logits"], [new float[model.ClassCount!.Value]], options);
    }
}
