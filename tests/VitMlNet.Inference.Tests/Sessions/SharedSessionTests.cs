using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Inference.Tests;

/// <summary>One session, and so one copy of the weights, for each model and equal options of a process.</summary>
[TestClass]
public sealed class SharedSessionTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_same_bytes_at_several_paths_share_a_session(bool externalWeights)
    {
        using var folder = new TemporaryFolder();
        string first = Scene.Unique(new TinyModel { ExternalWeights = externalWeights }).Write(folder.File("model.onnx"));
        VitModel[] models = [VitModel.Open(first), .. new[] { "a", "b" }.Select(name => VitModel.Open(Copy(first, folder.File(name))))];
        SharedSession[] sessions = [.. models.Select(model => SharedSession.Open(model, new VitSessionOptions()))];

        Array.ForEach(models, model => Run(model, sessions[0]));

        CollectionAssert.AreEqual(new long[] { 3, 3, 3 }, sessions.Select(session => session.Runs).ToArray());
        Array.ForEach(sessions, session => session.Dispose());
        using SharedSession later = SharedSession.Open(models[0], new VitSessionOptions());
        Assert.AreEqual(0, later.Runs, "the last reference closes the session");

        static string Copy(string path, string folder)
        {
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!, "model.onnx*"))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            return Path.Combine(folder, "model.onnx");
        }
    }

    [TestMethod]
    public void A_file_of_the_same_shape_and_other_weights_has_a_session_of_its_own()
    {
        using var scene = new Scene(0);
        byte[] bytes = File.ReadAllBytes(scene.Model.Path);
        bytes[bytes.AsSpan().IndexOf("w1"u8) + 200] ^= 1;
        VitModel changed = VitModel.Open(scene.Folder.Write("changed.onnx", bytes));
        using SharedSession session = SharedSession.Open(changed, new VitSessionOptions());
        Run(changed, session);
        Assert.AreEqual((0, 1), (scene.Runs, session.Runs));
    }

    [TestMethod]
    public void A_file_that_was_replaced_has_a_session_of_its_own()
    {
        using var scene = new Scene(0);
        Scene.Replace(scene.Model.Path, new TinyModel { Seed = 2 });
        VitModel replaced = VitModel.Open(scene.Model.Path);
        using SharedSession session = SharedSession.Open(replaced, new VitSessionOptions());
        Run(replaced, session);
        Assert.AreEqual((0, 1), (scene.Runs, session.Runs));
    }

    [TestMethod]
    public void Other_options_have_a_session_of_their_own()
    {
        using var scene = new Scene(0);
        using SharedSession other = SharedSession.Open(scene.Model, new VitSessionOptions { ThreadCount = 3 });
        using SharedSession same = SharedSession.Open(scene.Model, new VitSessionOptions { ThreadCount = 3 });
        Run(scene.Model, other);
        Assert.AreEqual((0, 1, 1), (scene.Runs, other.Runs, same.Runs));
    }

    [TestMethod]
    public void Predictors_share_a_session_and_dispose_their_own_reference_only()
    {
        using var scene = new Scene(2);
        var first = new VitPredictor(scene.Model);
        using var second = new VitPredictor(VitModel.Open(scene.Model.Path), new VitPredictorOptions { Preprocessing = VitPreprocessing.Timm });
        first.Classify(scene.Paths[0]);
        second.Featurize(scene.Paths[1]);
        Assert.AreEqual(2, scene.Runs);
        first.Dispose();
        first.Dispose();
        second.Classify(scene.Paths[0]);
        Assert.AreEqual(3, scene.Runs);
    }

    [TestMethod]
    public void A_disposed_reference_says_so_and_leaves_the_others()
    {
        using var scene = new Scene(0);
        SharedSession session = SharedSession.Open(scene.Model, new VitSessionOptions());
        using SharedSession other = session.AddReference();
        session.Dispose();
        session.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Run(scene.Model, session));
        Run(scene.Model, other);
        Assert.AreEqual(1, scene.Runs);
    }

    [TestMethod]
    [DataRow(VitExecutionProvider.Cuda)]
    [DataRow(VitExecutionProvider.TensorRT)]
    [DataRow(VitExecutionProvider.DirectML)]
    [DataRow(VitExecutionProvider.OpenVino)]
    public void An_absent_execution_provider_is_named_or_the_processor_is_used_instead(VitExecutionProvider provider)
    {
        using var scene = new Scene(1);
        var options = new VitPredictorOptions { Session = { ExecutionProvider = provider } };
        VitModelException error;
        try
        {
            new VitPredictor(scene.Model, options).Dispose();
            Assert.Inconclusive($"this machine has {provider}");
            return;
        }
        catch (VitModelException e)
        {
            error = e;
        }

        Assert.AreEqual(scene.Model.Path, error.ModelPath);
        Assert.Contains($"{provider}", error.Message);
        Assert.Contains(nameof(VitSessionOptions.FallbackToCpu), error.Message);
        options.Session.FallbackToCpu = true;
        using var predictor = new VitPredictor(scene.Model, options);
        Assert.HasCount(6, predictor.Featurize(scene.Paths[0]));
    }

    private static void Run(VitModel model, SharedSession session)
    {
        using var options = new RunOptions();
        session.Run(new float[model.Height * model.Width * 3], 1, [model.Scores!], [new float[model.ClassCount!.Value]], options);
    }
}
