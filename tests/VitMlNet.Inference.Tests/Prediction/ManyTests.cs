using System.Runtime.CompilerServices;

namespace VitMlNet.Inference.Tests;

/// <summary>Many photographs: in their order, in batches, as far ahead as the caller needs them and no further.</summary>
[TestClass]
public sealed class ManyTests(TestContext context)
{
    [TestMethod]
    [DataRow(1, null)]
    [DataRow(3, null)]
    [DataRow(4, 1)]
    [DataRow(64, null)]
    public async Task Results_come_in_order_with_errors_in_their_places(int batchSize, int? threads)
    {
        using var scene = new Scene(11);
        using var single = new VitPredictor(scene.Model);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = batchSize, Session = { ThreadCount = threads } });
        VitClassification[] alone = [.. scene.Paths.Select(path => single.Classify(path))];
        float[][] features = scene.Featurize();
        scene.Paths[4] = scene.Folder.File("absent.png");
        File.WriteAllText(scene.Paths[9], "no picture");
        File.WriteAllText(scene.Paths[10], "");

        VitResult[] classified = await predictor.ClassifyManyAsync(scene.Paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);
        VitResult<float[]>[] featurized = await predictor.FeaturizeManyAsync(Sources(scene.Paths), context.CancellationToken).ToArrayAsync(context.CancellationToken);

        CollectionAssert.AreEqual(scene.Paths, classified.Select(result => result.Source).ToArray());
        CollectionAssert.AreEqual(scene.Paths, featurized.Select(result => result.Source).ToArray());
        for (int i = 0; i < 11; i++)
        {
            Assert.AreEqual(i is not (4 or 9 or 10), classified[i].IsSuccess, $"{i}");
            Assert.AreEqual(classified[i].IsSuccess, featurized[i].IsSuccess, $"{i}");
            if (classified[i].IsSuccess)
            {
                Assert.AreEqual(alone[i].Label, classified[i].Value.Label);
                Scene.AssertNear(alone[i].Scores.ToArray(), classified[i].Value.Scores.ToArray(), 1e-6f);
                Scene.AssertNear(features[i], featurized[i].Value, 1e-6f);
            }
            else
            {
                Assert.AreEqual(scene.Paths[i], classified[i].Error!.ImageSource);
                Assert.AreSame(classified[i].Error, Assert.ThrowsExactly<VitImageException>(() => classified[i].Value));
            }
        }
    }

    [TestMethod]
    public async Task Photographs_share_runs_and_bad_ones_take_no_part()
    {
        using var scene = new Scene(9);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 4 });
        File.Delete(scene.Paths[1]);
        await predictor.ClassifyManyAsync(scene.Paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);
        Assert.AreEqual((3, 8), (scene.Runs, scene.Scored));
    }

    [TestMethod]
    public async Task A_slow_caller_stops_the_reading()
    {
        using var scene = new Scene(5);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 4 });
        int atOnce = ModelSessions.GetBatchOptions(scene.Model, new VitSessionOptions()).ConcurrentRuns;
        int read = 0;
        IEnumerable<string> Endless()
        {
            while (true)
                yield return scene.Paths[Interlocked.Increment(ref read) % 5];
        }

        await using IAsyncEnumerator<VitResult> results = predictor.ClassifyManyAsync(Endless(), context.CancellationToken).GetAsyncEnumerator(context.CancellationToken);
        for (int batch = 1; batch <= 3; batch++)
        {
            for (int i = 0; i < 4; i++)
                Assert.IsTrue(await results.MoveNextAsync());
            Assert.IsFalse(SpinWait.SpinUntil(() => read > 4 * (batch + atOnce), 100), $"{read} photographs were read for {batch} batches");
        }
    }

    [TestMethod]
    [Timeout(60_000)]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Cancellation_ends_it_while_the_model_runs(bool withCancellation)
    {
        using var scene = new Scene(2, EndlessModel.Model);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 2 });
        using var cancellation = new CancellationTokenSource();
        VitImageSource[] sources = [.. scene.Paths.Select(VitImageSource.FromFile), EndlessModel.White];
        int count = 0;
        var e = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            IAsyncEnumerable<VitResult> results = withCancellation
                ? predictor.ClassifyManyAsync(sources).WithToken(cancellation.Token)
                : predictor.ClassifyManyAsync(sources, cancellation.Token);
            await foreach (VitResult result in results)
            {
                if (++count == 2)
                    cancellation.CancelAfter(1);
            }
        });
        Assert.AreEqual(2, count);
        Assert.IsTrue(e.CancellationToken.IsCancellationRequested);
        Assert.HasCount(5, predictor.Classify(scene.Paths[0], context.CancellationToken).Scores.ToArray(), "the run has ended");
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Leaving_early_ends_the_run_and_the_enumeration()
    {
        using var scene = new Scene(2, EndlessModel.Model);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 1 });
        bool disposed = false;
        IEnumerable<VitImageSource> Sources()
        {
            try
            {
                yield return VitImageSource.FromFile(scene.Paths[0]);
                yield return EndlessModel.White;
                yield return VitImageSource.FromFile(scene.Paths[1]);
            }
            finally
            {
                disposed = true;
            }
        }

        await foreach (VitResult result in predictor.ClassifyManyAsync(Sources(), context.CancellationToken))
            break;
        Assert.IsTrue(disposed);
        Assert.HasCount(6, predictor.Featurize(scene.Paths[0]));
    }

    [TestMethod]
    public async Task It_can_be_enumerated_twice_and_is_not_begun_before()
    {
        using var scene = new Scene(3);
        using var predictor = new VitPredictor(scene.Model);
        int begun = 0;
        IEnumerable<string> Paths()
        {
            begun++;
            foreach (string path in scene.Paths)
                yield return path;
        }

        IAsyncEnumerable<VitResult> results = predictor.ClassifyManyAsync(Paths(), context.CancellationToken);
        Assert.AreEqual(0, begun);
        Assert.HasCount(3, await results.ToArrayAsync(context.CancellationToken));
        Assert.HasCount(3, await results.ToArrayAsync(context.CancellationToken));
        Assert.AreEqual(2, begun);
        Assert.IsEmpty(await predictor.ClassifyManyAsync(Array.Empty<string>(), context.CancellationToken).ToArrayAsync(context.CancellationToken));
    }

    [TestMethod]
    public async Task What_the_enumeration_throws_reaches_the_caller_as_it_is()
    {
        using var scene = new Scene(3);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 2 });
        var error = new FormatException("a list that cannot be read");
        IEnumerable<string> Broken()
        {
            yield return scene.Paths[0];
            throw error;
        }

        Assert.AreSame(error, await Assert.ThrowsExactlyAsync<FormatException>(async () => await predictor.ClassifyManyAsync(Broken()).ToArrayAsync()));
        var e = await Assert.ThrowsExactlyAsync<ArgumentException>(async () => await predictor.ClassifyManyAsync(new VitImageSource[] { null! }).ToArrayAsync());
        Assert.Contains("is null", e.Message);
        VitImageSource[] throwing = [VitImageSource.FromStream(new ThrowingStream(error)), VitImageSource.FromFile(scene.Paths[1])];
        Assert.AreSame(error, await Assert.ThrowsExactlyAsync<FormatException>(async () => await predictor.ClassifyManyAsync(throwing).ToArrayAsync()));
        Assert.ThrowsExactly<ArgumentNullException>(() => predictor.ClassifyManyAsync((IEnumerable<string>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => predictor.FeaturizeManyAsync((IAsyncEnumerable<VitImageSource>)null!));
    }

    [TestMethod]
    public async Task Several_enumerations_run_beside_each_other()
    {
        using var scene = new Scene(10);
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { BatchSize = 3 });
        float[][] expected = scene.Featurize();
        await Parallel.ForAsync(0, 12, context.CancellationToken, async (i, token) =>
        {
            VitResult<float[]>[] results = await predictor.FeaturizeManyAsync(scene.Paths, token).ToArrayAsync(token);
            Scene.AssertEqual(expected, [.. results.Select(result => result.Value)], 1e-6f);
        });
    }

    private static async IAsyncEnumerable<VitImageSource> Sources(string[] paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string path in paths)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return VitImageSource.FromFile(path);
        }
    }

    private sealed class ThrowingStream(Exception error) : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw error;
    }
}

/// <summary>Asynchronous enumerations with a token.</summary>
internal static class AsyncEnumerations
{
    public static async IAsyncEnumerable<T> WithToken<T>(this IAsyncEnumerable<T> values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (T value in values.WithCancellation(cancellationToken))
            yield return value;
    }
}
