namespace VitMlNet.Inference.Tests;

/// <summary>Callers at the same time: they share runs of the model, and leave each other alone.</summary>
[TestClass]
public sealed class ConcurrentCallTests(TestContext context)
{
    // One run at a time.
    private static readonly VitSessionOptions OneSession = new() { ThreadCount = Environment.ProcessorCount };

    [TestMethod]
    [Timeout(60_000)]
    public async Task Calls_that_arrive_while_the_model_runs_share_the_next_run()
    {
        using var scene = new Scene(7, EndlessModel.Model, OneSession);
        float[][] expected = scene.Featurize();
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 4, Session = OneSession });
        long before = scene.Runs;
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]>[] features = [.. scene.Paths.Select((path, i) => i % 2 == 0
            ? predictor.FeaturizeAsync(path, context.CancellationToken)
            : Task.Factory.StartNew(() => predictor.Featurize(path), context.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task<VitClassification> classified = predictor.ClassifyAsync(scene.Paths[0], context.CancellationToken);
        await blocked.ReleaseAsync(waiting: 8);

        Scene.AssertEqual(expected, await Task.WhenAll(features), 1e-5f);
        Assert.HasCount(5, (await classified).Scores.ToArray());
        Assert.AreEqual(3, scene.Runs - before, "the blocked run, and two of four photographs");
        Assert.AreEqual(9, scene.Scored);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Calls_that_wait_are_shared_out_among_the_cores_and_one_alone_has_them_all()
    {
        if (Environment.ProcessorCount == 1)
            Assert.Inconclusive("The machine has one core.");
        using var scene = new Scene(1, EndlessModel.Model);
        using var single = new SessionCounts(scene.Model, batches: false);
        using var predictor = new VitPredictor(scene.Model);
        using var cancellation = new CancellationTokenSource();
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]>[] endless = [.. Enumerable.Range(0, 2).Select(_ => predictor.FeaturizeAsync(EndlessModel.White, cancellation.Token))];
        await blocked.ReleaseAsync(waiting: 2);
        Assert.IsTrue(SpinWait.SpinUntil(() => scene.Runs == 3, 30_000), "two runs at the same time");
        Assert.AreEqual(1, single.Runs, "the first one, which was alone");
        cancellation.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.WhenAll(endless));
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Calls_are_not_combined_where_that_is_off()
    {
        using var scene = new Scene(3, EndlessModel.Model);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { CombineConcurrentCalls = false });
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]>[] features = [.. scene.Paths.Select(path => predictor.FeaturizeAsync(path, context.CancellationToken))];
        await blocked.ReleaseAsync(waiting: 3);
        await Task.WhenAll(features);
        Assert.AreEqual(4, scene.Runs);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task One_that_is_cancelled_leaves_the_others_of_its_run_alone()
    {
        using var scene = new Scene(1, EndlessModel.Model, OneSession);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Session = OneSession });
        using CancellationTokenSource first = new(), second = new();
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]> leaves = predictor.FeaturizeAsync(EndlessModel.White, first.Token);
        Task<float[]> stays = predictor.FeaturizeAsync(EndlessModel.White, second.Token);
        await blocked.ReleaseAsync(waiting: 2);
        Assert.IsTrue(SpinWait.SpinUntil(() => scene.Runs == 2, 30_000));

        first.Cancel();
        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => leaves);
        Assert.AreEqual(first.Token, e.CancellationToken);
        Assert.IsFalse(SpinWait.SpinUntil(() => stays.IsCompleted, 300), "the run goes on for the other one");
        second.Cancel();
        e = await Assert.ThrowsAsync<OperationCanceledException>(() => stays);
        Assert.AreEqual(second.Token, e.CancellationToken);

        Assert.HasCount(6, predictor.Featurize(scene.Paths[0]), "the run has ended");
        Assert.AreEqual(3, scene.Runs);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task One_that_is_cancelled_while_it_waits_is_not_scored()
    {
        using var scene = new Scene(2, EndlessModel.Model);
        float[][] expected = scene.Featurize();
        using var predictor = new VitPredictor(scene.Model);
        using var cancellation = new CancellationTokenSource();
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]> leaves = predictor.FeaturizeAsync(scene.Paths[0], cancellation.Token);
        Task<float[]> stays = predictor.FeaturizeAsync(scene.Paths[1], context.CancellationToken);
        await blocked.WaitAsync(waiting: 2);
        cancellation.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => leaves);
        await blocked.ReleaseAsync(waiting: 2);
        Scene.AssertNear(expected[1], await stays, 1e-6f);
        Assert.AreEqual(4, scene.Scored, "two before, the white picture, and the one that was not cancelled");
    }

    [TestMethod]
    [Timeout(60_000)]
    public void A_synchronous_call_can_be_cancelled_while_the_model_runs()
    {
        using var scene = new Scene(1, EndlessModel.Model);
        using var predictor = new VitPredictor(scene.Model);
        using var cancellation = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            SpinWait.SpinUntil(() => scene.Runs == 1, 30_000);
            cancellation.Cancel();
        }, context.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => predictor.Classify(EndlessModel.White, cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => predictor.Classify(scene.Paths[0], new CancellationToken(true)));
        Assert.HasCount(5, predictor.Classify(scene.Paths[0], context.CancellationToken).Scores.ToArray());
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Disposing_lets_calls_under_way_end_and_refuses_later_ones()
    {
        using var scene = new Scene(2, EndlessModel.Model);
        var predictor = new VitPredictor(scene.Model);
        using var blocked = new BlockedPredictor(predictor, scene);
        Task<float[]> waits = predictor.FeaturizeAsync(scene.Paths[0], context.CancellationToken);
        await blocked.WaitAsync(waiting: 1);
        predictor.Dispose();
        predictor.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Classify(scene.Paths[0]));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => predictor.FeaturizeAsync(scene.Paths[0]));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () => await predictor.ClassifyManyAsync(scene.Paths).ToArrayAsync());
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Model);
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Verify());
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.ReplaceModel(scene.Model));
        await blocked.CancelAsync();
        Assert.HasCount(6, await waits);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Callers_that_block_every_thread_of_the_pool_are_served()
    {
        using var scene = new Scene(4);
        using var predictor = new VitPredictor(scene.Model);
        using var cancellation = new CancellationTokenSource();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => predictor.Classify(scene.Paths[i % 4], cancellation.Token))));
        Assert.AreEqual(200, scene.Scored);
    }

    [TestMethod]
    public async Task A_predictor_that_rested_is_served_by_a_new_thread()
    {
        using var scene = new Scene(1);
        using var session = new SessionCounts(scene.Model);
        using var model = new LoadedModel(scene.Model, new VitPredictorOptions());
        var queue = new CallQueue(model, 4, idleTime: TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < 20; i++)
        {
            await queue.ScoreAsync(new ScoreCall(model, ScoreOutputs.Features), context.CancellationToken);
            await Task.Delay(i % 4, context.CancellationToken);
        }

        queue.Dispose();
        Assert.AreEqual(20, scene.Scored);
    }

    /// <summary>A predictor whose model is busy with a white picture, until it is released.</summary>
    private sealed class BlockedPredictor : IDisposable
    {
        private readonly CancellationTokenSource _cancellation = new();
        private readonly ActiveModel _model;
        private readonly Task _call;

        public BlockedPredictor(VitPredictor predictor, Scene scene)
        {
            long before = scene.Runs;
            _model = predictor.Acquire();
            _call = predictor.ClassifyAsync(EndlessModel.White, _cancellation.Token);
            Assert.IsTrue(SpinWait.SpinUntil(() => scene.Runs > before, 30_000));
        }

        public async Task WaitAsync(int waiting)
        {
            while (_model.WaitingCalls < waiting)
                await Task.Yield();
        }

        /// <summary>Ends the run when so many calls wait for the next one.</summary>
        public async Task ReleaseAsync(int waiting)
        {
            await WaitAsync(waiting);
            await CancelAsync();
        }

        public async Task CancelAsync()
        {
            _cancellation.Cancel();
            await Assert.ThrowsAsync<OperationCanceledException>(() => _call);
        }

        public void Dispose()
        {
            _cancellation.Cancel();
            _model.Release();
            _cancellation.Dispose();
        }
    }
}
