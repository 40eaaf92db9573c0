using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>The queue, with a real broker and a folder as store.</summary>
[TestClass]
public sealed class QueueTests
{
    [TestMethod]
    public async Task A_shard_that_goes_on_failing_ends_as_failed_with_its_reason_and_the_others_are_done()
    {
        using var scene = new JobScene(images: 8);
        using var folder = new TemporaryFolder();
        using Server broker = Server.StartBroker(folder.Path);
        scene.Stores.Add("gone", _ => new Stores.FlakyStore(scene.Store, failures: int.MaxValue, passing: false));
        scene.Images[5] = "gone://store/a.png";
        VitJob job = await scene.PlanAsync();
        await using var queue = new VitJobQueue($"nats://me:secret@127.0.0.1:{broker.Port}");
        Assert.DoesNotContain("secret", queue.Address);
        Assert.AreEqual(2, await queue.SubmitAsync(job));

        var log = new List<string>();
        var options = new VitJobWorkerOptions
        {
            Lease = TimeSpan.FromSeconds(2),
            ExitWhenIdle = TimeSpan.FromSeconds(5),
            PauseAfterFailure = TimeSpan.Zero,
            Scoring = new VitJobScorerOptions { ModelPath = scene.ModelPath, Log = log.Add },
        };
        VitJobWorkerSummary summary = await new VitJobWorker(queue, scene.Stores, options).RunAsync();
        Assert.AreEqual((1, 5), (summary.Scored, summary.Failed), string.Join('\n', log));
        VitJobStatus status = await job.GetStatusAsync();
        Assert.IsTrue(status.IsOver);
        StringAssert.Contains(status.Failures.Single().Reason, "it is not there at the moment");
        Assert.AreEqual((1, 5), (status.Failures.Single().Shard, status.Failures.Single().Attempts));

        // The next submission begins anew.
        Assert.AreEqual(1, await queue.SubmitAsync(job));
        Assert.IsEmpty((await job.GetStatusAsync()).Failures);
    }

    [TestMethod]
    public async Task A_worker_that_is_asked_to_end_hands_its_shard_back_and_another_finishes_it()
    {
        using var scene = new JobScene(images: 8);
        using var folder = new TemporaryFolder();
        using Server broker = Server.StartBroker(folder.Path);
        using var server = new FileServer(File.ReadAllBytes(scene.Images[0])) { Usual = new ServerReply { StallAfter = 10 } };
        scene.Images[5] = server.Address + "a.png";
        VitJob job = await scene.PlanAsync(shardSize: 8);
        await using var queue = new VitJobQueue($"nats://127.0.0.1:{broker.Port}");
        await queue.SubmitAsync(job);
        var log = new List<string>();
        var options = new VitJobWorkerOptions
        {
            ExitWhenIdle = TimeSpan.FromSeconds(5),
            Scoring = new VitJobScorerOptions { ModelPath = scene.ModelPath, Log = log.Add },
        };
        using var stop = new CancellationTokenSource();
        Task<VitJobWorkerSummary> first = Task.Run(() => new VitJobWorker(queue, scene.Stores, options).RunAsync(stop.Token));
        while (server.Requests.Count == 0)
            await Task.Delay(50);
        await stop.CancelAsync();
        Assert.AreEqual(0, (await first).Scored);
        StringAssert.Contains(log.Single(), "is handed back");

        server.Usual = new ServerReply();
        Assert.AreEqual(1, (await new VitJobWorker(queue, scene.Stores, options).RunAsync()).Scored, string.Join('\n', log));
        Assert.AreEqual(8, (await job.FinishAsync()).ImageCount);
    }

    [TestMethod]
    public async Task A_broker_that_is_not_there_is_an_error_of_submit()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        await using var queue = new VitJobQueue($"nats://127.0.0.1:{Server.FreePort()}");
        VitJobQueueException error = await Assert.ThrowsExactlyAsync<VitJobQueueException>(() => queue.SubmitAsync(job));
        StringAssert.Contains(error.Message, "nats-server -js");
    }

    [TestMethod]
    public void The_tool_s_commands_go_from_a_plan_to_a_manifest()
    {
        using var scene = new JobScene(images: 9);
        using var home = new TemporaryFolder();
        ToolResult Run(params string[] arguments) => ToolProcess.Run([("VITMLNET_HOME", home.Path)], arguments);
        Run("job", "plan", Path.GetDirectoryName(scene.Images[0])!, "--model", scene.ModelPath, "--output", scene.JobFolder, "--shard-size", "2").Expect(0);
        StringAssert.Contains(Run("job", "finish", scene.JobFolder).Expect(2).Error, "5 have no result yet: 0, 1, 2, 3, 4.");
        Run("job", "score", scene.JobFolder, "--slice", "0/2").Expect(0);
        StringAssert.Contains(Run("job", "status", scene.JobFolder).Expect(0).Out, "shards  2 of 5 done, 0 failed");
        Run("job", "score", scene.JobFolder, "--slice", "1/2").Expect(0);
        StringAssert.Contains(Run("job", "score", scene.JobFolder, "--shard", "4").Expect(0).Error, "images scored");
        StringAssert.Contains(Run("job", "finish", scene.JobFolder).Expect(0).Out, "9 of 9 images verified, each once, in 5 parts");
        StringAssert.Contains(Run("job", "status", scene.JobFolder).Expect(0).Out, "every result is verified");
        StringAssert.Contains(Run("job", "score", scene.JobFolder, "--shard", "5").Expect(2).Error, "from 0 to 4");
        StringAssert.Contains(Run("job", "score", scene.JobFolder).Expect(2).Error, "--shard and --slice");
        StringAssert.Contains(Run("job", "score", scene.JobFolder, "--slice", "3/2").Expect(2).Error, "I from 0 to N-1");
        StringAssert.Contains(Run("job", "plan", "--output", scene.JobFolder).Expect(2).Error, "--paths-from");
        StringAssert.Contains(Run("job").Expect(2).Error, "a command is expected: plan, score, submit, worker, status, finish");
    }
}
