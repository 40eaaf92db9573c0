namespace VitMlNet.Jobs.Tests.Scoring;

[TestClass]
public sealed class ScorerTests
{
    [TestMethod]
    public async Task Classes_are_those_of_the_predictor()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        await scene.ScoreAllAsync(job);
        List<PartRow> rows = await PartRow.ReadAllAsync(scene.JobFolder);
        using var predictor = new VitPredictor(scene.Model);
        Assert.HasCount(10, rows);
        for (int i = 0; i < rows.Count; i++)
        {
            VitClassification expected = predictor.Classify(scene.Images[i]);
            Assert.AreEqual(i, rows[i].Position);
            Assert.AreEqual(scene.Images[i], rows[i].Address);
            Assert.AreEqual(expected.Label, rows[i].Label);
            Assert.AreEqual(expected.Score, rows[i].Score!.Value, 1e-5);
            CollectionAssert.AreEqual(expected.Top(3).Select(top => top.Index).ToArray(), rows[i].Classes);
            Assert.HasCount(3, rows[i].Scores!);
            Assert.IsNull(rows[i].Error);
        }
    }

    [TestMethod]
    public async Task Features_are_those_of_the_predictor_and_bad_photographs_have_errors()
    {
        using var scene = new JobScene();
        scene.Images[3] = scene.File("absent.png");
        File.WriteAllText(scene.Images[7], "no picture");
        VitJob job = await scene.PlanAsync(kind: VitJobKind.Features);
        await scene.ScoreAllAsync(job);
        List<PartRow> rows = await PartRow.ReadAllAsync(scene.JobFolder);
        using var predictor = new VitPredictor(scene.Model);
        for (int i = 0; i < rows.Count; i++)
        {
            if (i is 3 or 7)
            {
                Assert.IsNotNull(rows[i].Error);
                Assert.DoesNotContain(scene.Images[i], rows[i].Error!);
                Assert.IsEmpty(rows[i].Features ?? []);
                continue;
            }

            float[] expected = predictor.Featurize(scene.Images[i]);
            Assert.HasCount(expected.Length, rows[i].Features!);
            for (int j = 0; j < expected.Length; j++)
                Assert.AreEqual(expected[j], rows[i].Features![j], 1e-5);
        }

        Assert.AreEqual(2, (await job.FinishAsync()).ErrorCount);
    }

    [TestMethod]
    public async Task A_shard_that_is_done_is_not_scored_again_and_a_late_result_loses()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        using VitJobScorer scorer = await scene.OpenScorerAsync(job);
        using VitJobScorer late = await scene.OpenScorerAsync(job);
        var started = new TaskCompletionSource();
        var go = new ManualResetEventSlim();
        Task<VitShardResult> slow = Task.Run(() => late.ScoreAsync(0, progress: _ =>
        {
            started.TrySetResult();
            go.Wait();
        }));
        await started.Task;
        Assert.AreEqual(VitShardOutcome.Scored, (await scorer.ScoreAsync(0)).Outcome);
        byte[] part = File.ReadAllBytes(scene.PartPath(0));
        go.Set();
        Assert.AreEqual(VitShardOutcome.LostRace, (await slow).Outcome);
        Assert.AreEqual(VitShardOutcome.AlreadyScored, (await scorer.ScoreAsync(0)).Outcome);
        CollectionAssert.AreEqual(part, File.ReadAllBytes(scene.PartPath(0)));
    }

    [TestMethod]
    public async Task A_machine_that_sees_no_photograph_writes_no_part_until_the_third_attempt()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        foreach (string image in scene.Images)
            File.Delete(image);
        using VitJobScorer scorer = await scene.OpenScorerAsync(job);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => scorer.ScoreCountedAsync(0))).Message, "none of the 4 photographs "
            + "of shard 0");
        await Assert.ThrowsExactlyAsync<VitJobException>(() => scorer.ScoreCountedAsync(0));
        Assert.IsFalse(File.Exists(scene.PartPath(0)));
        Assert.AreEqual(4, (await scorer.ScoreCountedAsync(0)).Errors);
    }

    [TestMethod]
    public async Task A_cancelled_shard_leaves_no_part()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        using VitJobScorer scorer = await scene.OpenScorerAsync(job);
        using var ended = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => scorer.ScoreAsync(0, progress: _ => ended.Cancel(), cancellationToken: ended.Token));
        Assert.IsFalse(Directory.Exists(Path.Combine(scene.JobFolder, "parts")));
        Assert.AreEqual(VitShardOutcome.Scored, (await scorer.ScoreAsync(0)).Outcome);
    }

    [TestMethod]
    public async Task Another_model_and_another_version_are_refused()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        string other = new TinyModel { Seed = 2 }.Write(scene.File("other.onnx"));
        VitJobException error = await Assert.ThrowsExactlyAsync<VitJobException>(
            () => VitJobScorer.OpenAsync(job, scene.Stores, new VitJobScorerOptions { ModelPath = other }));
        StringAssert.Contains(error.Message, job.Plan.Model.Files[0].Sha256);

        string path = Path.Combine(scene.JobFolder, "job.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"libraryVersion\": \"{VitJob.LibraryVersion}\"", "\"libraryVersion\": \"7.8.9\""));
        VitJob another = await VitJob.OpenAsync(scene.Store);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => scene.OpenScorerAsync(another))).Message, "7.8.9");
    }

    [TestMethod]
    public async Task Photographs_come_from_servers_and_what_a_server_refuses_is_an_error()
    {
        using var scene = new JobScene(images: 2);
        using var server = new FileServer(File.ReadAllBytes(scene.Images[0]), new ServerReply { Status = 503 });
        using var refusing = new FileServer([1]) { Usual = new ServerReply { Status = 404 } };
        scene.Images = [scene.Images[0], server.Address + "a.png", refusing.Address + "b.png", "strange://c/d.png", new Uri(scene.Images[1]).AbsoluteUri];
        VitJob job = await scene.PlanAsync(shardSize: 10);
        await scene.ScoreAllAsync(job);
        List<PartRow> rows = await PartRow.ReadAllAsync(scene.JobFolder);
        Assert.AreEqual(rows[0].Score, rows[1].Score);
        Assert.AreEqual(1, scene.Stores.RetryCount);
        StringAssert.Contains(rows[2].Error, "404");
        StringAssert.Contains(rows[3].Error, "no store of this kind");
        Assert.IsNull(rows[4].Error);
        Assert.AreEqual(5, (await job.FinishAsync()).ImageCount);
    }

    [TestMethod]
    public async Task A_store_that_stays_away_is_no_error_of_the_photographs()
    {
        using var scene = new JobScene(images: 2);
        VitObjectStores stores = scene.Stores.Add("gone", _ => new Stores.FlakyStore(scene.Store, failures: int.MaxValue, passing: false));
        scene.Images = [scene.Images[0], "gone://store/a.png"];
        VitJob job = await scene.PlanAsync();
        using VitJobScorer scorer = await scene.OpenScorerAsync(job);
        await Assert.ThrowsExactlyAsync<VitObjectStoreException>(() => scorer.ScoreAsync(0));
        Assert.IsFalse(File.Exists(scene.PartPath(0)));
    }
}
