namespace VitMlNet.Inference.Tests;

/// <summary>One session for single photographs and one for batches, over one copy of external weights.</summary>
[TestClass]
public sealed class ModelSessionsTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Both_sessions_give_the_same_answers(bool externalWeights)
    {
        using var scene = new Scene(6, new TinyModel { ExternalWeights = externalWeights });
        using var predictor = new VitPredictor(scene.Model);
        int row = 0;
        await foreach (VitResult result in predictor.ClassifyManyAsync(scene.Paths))
        {
            VitClassification single = predictor.Classify(scene.Paths[row++]);
            Assert.AreEqual(single.Label, result.Value.Label);
            for (int i = 0; i < single.Scores.Length; i++)
                Assert.AreEqual(single.Scores.Span[i], result.Value.Scores.Span[i], 1e-6f);
        }

        Assert.AreEqual(6, row);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task The_first_batch_is_scored_by_the_same_model_after_another_has_taken_its_place(bool externalWeights)
    {
        using var folder = new TemporaryFolder();
        string path = new TinyModel { ExternalWeights = externalWeights }.Write(folder.File("model.onnx"));
        string[] photographs = Photographs.Write(folder, 6);
        using var predictor = new VitPredictor(VitModel.Open(path));
        float[][] expected = [.. photographs.Select(photograph => predictor.Featurize(photograph))];
        Scene.Replace(path, new TinyModel { Features = 7 });
        File.Delete(path + ".data");

        float[][] found = [.. await predictor.FeaturizeManyAsync(photographs).Select(result => result.Value).ToArrayAsync()];
        Scene.AssertEqual(expected, found, 1e-6f);
    }

    [TestMethod]
    public void A_chosen_number_of_threads_means_one_session()
    {
        using var scene = new Scene(1);
        var options = new VitSessionOptions { ThreadCount = 2 };
        Assert.AreSame(options, ModelSessions.GetBatchOptions(scene.Model, options));
        using var sessions = new ModelSessions(scene.Model, options);
        Assert.AreSame(sessions.Single, sessions.Batches);
    }

    [TestMethod]
    public void Sessions_of_one_model_share_its_mapped_weights_until_the_last_is_closed()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Weights are not mapped on Windows, where a mapped file could not be replaced.");
        using var scene = new Scene(1, new TinyModel { ExternalWeights = true });
        var one = new VitSessionOptions { ThreadCount = 3 };
        var other = new VitSessionOptions { ThreadCount = 4 };
        PooledSession first = SessionPool.Acquire(scene.Model, one), second = SessionPool.Acquire(scene.Model, other);
        Assert.AreSame(first.Weights, second.Weights);
        first.EnsureOpen();
        second.EnsureOpen();
        Assert.IsNotNull(first.Weights.Value);
        SessionPool.Release(first);
        second.EnsureOpen().Dispose();
        SessionPool.Release(second);
    }

    [TestMethod]
    public void Weights_that_cannot_be_mapped_are_read()
    {
        using var scene = new Scene(1, new TinyModel { ExternalWeights = true });
        VitModel model = scene.Model;
        using (MappedWeights? mapped = MappedWeights.TryMap(model))
            Assert.AreEqual(!OperatingSystem.IsWindows(), mapped is not null);
        File.Delete(model.WeightsPath!);
        Assert.IsNull(MappedWeights.TryMap(model));
    }
}
