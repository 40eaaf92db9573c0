namespace VitMlNet.Inference.Tests;

/// <summary>A predictor with a feature cache scores no photograph twice.</summary>
[TestClass]
public sealed class PredictorCacheTests(TestContext context)
{
    [TestMethod]
    public async Task Single_and_many_photographs_share_a_cache()
    {
        using var scene = new Scene(6);
        float[][] expected = scene.Featurize();
        long before = scene.Scored;
        using (VitFeatureCache cache = scene.OpenCache())
        using (var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = cache, BatchSize = 4 }))
        {
            Assert.AreSame(typeof(float[]), predictor.Featurize(scene.Paths[0]).GetType());
            await predictor.FeaturizeAsync(File.ReadAllBytes(scene.Paths[1]), context.CancellationToken);
            Assert.AreEqual(2, scene.Scored - before);
            Scene.AssertEqual(expected, await Many(predictor, scene.Paths), 1e-6f);
            Assert.AreEqual(6, scene.Scored - before, "two were known");
            Scene.AssertEqual(expected, [.. scene.Paths.Select(path => predictor.Featurize(path))], 1e-6f);
            Scene.AssertEqual(expected, await Many(predictor, [.. scene.Paths, .. scene.Paths[..0]]), 1e-6f);
            Assert.AreEqual((6, 6, 14), (scene.Scored - before, cache.Misses, cache.Hits));
        }

        using VitFeatureCache again = scene.OpenCache();
        using var later = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = again });
        Scene.AssertEqual(expected, await Many(later, scene.Paths), 1e-6f);
        Assert.AreEqual((6, 0), (scene.Scored - before, again.Misses));
    }

    [TestMethod]
    public void Classifications_and_bad_photographs_are_not_kept()
    {
        using var scene = new Scene(2);
        using VitFeatureCache cache = scene.OpenCache();
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = cache });
        predictor.Classify(scene.Paths[0]);
        predictor.Classify(scene.Paths[0]);
        Assert.AreEqual((2, 0, 0), (scene.Scored, cache.Misses, cache.Hits));
        byte[] whole = File.ReadAllBytes(scene.Paths[1]);
        Assert.ThrowsExactly<VitImageException>(() => predictor.Featurize(whole[..^20]));
        Assert.ThrowsExactly<VitImageException>(() => predictor.Featurize(whole[..^20]));
        Assert.AreEqual(0, cache.Misses);
    }

    [TestMethod]
    public void Decoded_pictures_are_known_by_their_pixels()
    {
        using var scene = new Scene(1);
        using VitFeatureCache cache = scene.OpenCache();
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = cache });
        TestPicture picture = TestPicture.Noise(8, 16, 3);
        float[] first = predictor.Featurize(Source(8, 16)), turned = predictor.Featurize(Source(16, 8)), again = predictor.Featurize(Source(8, 16));
        CollectionAssert.AreEqual(first, again);
        CollectionAssert.AreNotEqual(first, turned);
        Assert.AreEqual((2, 1), (cache.Misses, cache.Hits));

        VitImageSource Source(int height, int width) => VitImageSource.FromImage(VitImage.FromPixels(width, height, picture.ToRgba()));
    }

    [TestMethod]
    public async Task Many_callers_use_a_cache_at_the_same_time()
    {
        using var scene = new Scene(10);
        float[][] expected = scene.Featurize();
        using VitFeatureCache cache = scene.OpenCache();
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = cache, BatchSize = 3 });
        await Parallel.ForAsync(0, 40, context.CancellationToken, async (i, token) =>
        {
            if (i % 4 == 0)
                Scene.AssertEqual(expected, await Many(predictor, scene.Paths), 1e-6f);
            else
                Scene.AssertNear(expected[i % 10], await predictor.FeaturizeAsync(scene.Paths[i % 10], token), 1e-6f);
        });
        Assert.AreEqual(0, await Count(predictor, scene, scene.Paths), "all are known");
    }

    [TestMethod]
    public void A_disposed_cache_says_so()
    {
        using var scene = new Scene(1);
        VitFeatureCache cache = scene.OpenCache();
        using var predictor = new VitPredictor(scene.Model, new VitPredictorOptions { Cache = cache });
        cache.Dispose();
        Assert.Contains(nameof(VitFeatureCache), Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Featurize(scene.Paths[0])).Message);
        Assert.HasCount(5, predictor.Classify(scene.Paths[0]).Scores.ToArray());
    }

    private async Task<long> Count(VitPredictor predictor, Scene scene, string[] paths)
    {
        long before = scene.Scored;
        await Many(predictor, paths);
        return scene.Scored - before;
    }

    private async Task<float[][]> Many(VitPredictor predictor, string[] paths)
    {
        VitResult<float[]>[] results = await predictor.FeaturizeManyAsync(paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);
        return [.. results.Select(result => result.Value)];
    }
}
