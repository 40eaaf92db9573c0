using Microsoft.Extensions.AI;

namespace VitMlNet.Inference.Tests;

[TestClass]
public sealed class EmbeddingGeneratorTests(TestContext context)
{
    [TestMethod]
    public async Task Embeddings_are_the_predictors_features()
    {
        using var scene = new Scene(5);
        float[][] expected = scene.Featurize();
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitPredictorOptions { BatchSize = 2 });
        DataContent[] contents = [.. scene.Paths.Select(path => new DataContent(File.ReadAllBytes(path), "image/png"))];

        GeneratedEmbeddings<Embedding<float>> fromContents = await generator.GenerateAsync(contents, cancellationToken: context.CancellationToken);
        GeneratedEmbeddings<Embedding<float>> fromPaths = await generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: context.CancellationToken);
        ReadOnlyMemory<float> one = await generator.GenerateVectorAsync(contents[0], cancellationToken: context.CancellationToken);

        foreach (GeneratedEmbeddings<Embedding<float>> embeddings in new[] { fromContents, fromPaths })
            Scene.AssertEqual(expected, [.. embeddings.Select(embedding => embedding.Vector.ToArray())]);
        Assert.AreEqual(expected[0][0], one.Span[0], 1e-6f);
        Assert.AreEqual(("model", 6), (fromPaths[0].ModelId, fromPaths[0].Dimensions));
        Assert.IsNotNull(fromPaths[0].CreatedAt);
        Assert.IsEmpty(await generator.GenerateFromFilesAsync(Array.Empty<string>(), cancellationToken: context.CancellationToken));
    }

    [TestMethod]
    public void Its_model_is_described()
    {
        using var scene = new Scene(1);
        using IEmbeddingGenerator<DataContent, Embedding<float>> generator = new VitEmbeddingGenerator(scene.Model);
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        Assert.AreEqual(("vitmlnet", "model", 6), (metadata!.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.AreSame(scene.Model, generator.GetService<VitModel>());
        Assert.AreSame(generator, generator.GetService<VitEmbeddingGenerator>());
        Assert.IsNull(generator.GetService<string>());
        Assert.IsNull(generator.GetService<VitModel>("a key"));
    }

    [TestMethod]
    public async Task A_cache_serves_it_too()
    {
        using var scene = new Scene(3);
        using VitFeatureCache cache = scene.OpenCache();
        float[][] expected = scene.Featurize();
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitPredictorOptions { Cache = cache });
        await generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: context.CancellationToken);
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: context.CancellationToken);
        Scene.AssertEqual(expected, [.. embeddings.Select(embedding => embedding.Vector.ToArray())]);
        Assert.AreEqual((3, 3), (cache.Misses, cache.Hits));
    }

    [TestMethod]
    public async Task Bad_images_are_kept_or_left_out_where_that_is_wanted()
    {
        using var scene = new Scene(2);
        DataContent good = new(File.ReadAllBytes(scene.Paths[0]), "image/png"), bad = new(new byte[] { 1, 2, 3 }, "image/png");
        using var keeping = new VitEmbeddingGenerator(scene.Model) { OnError = VitImageErrorHandling.KeepRow };
        GeneratedEmbeddings<Embedding<float>> kept = await keeping.GenerateAsync([bad, good, null!], cancellationToken: context.CancellationToken);
        CollectionAssert.AreEqual(new[] { 0, 6, 0 }, kept.Select(embedding => embedding.Vector.Length).ToArray());
        Assert.IsNotNull(kept[0].AdditionalProperties!["ImageError"]);
        Assert.IsNotNull(kept[2].AdditionalProperties!["ImageError"]);
        Assert.IsNull(kept[1].AdditionalProperties);
        using var skipping = new VitEmbeddingGenerator(scene.Model) { OnError = VitImageErrorHandling.SkipRow };
        GeneratedEmbeddings<Embedding<float>> others = await skipping.GenerateAsync([bad, good, null!], cancellationToken: context.CancellationToken);
        Assert.AreEqual(1, others.Single().AdditionalProperties!["Index"]);
    }

    [TestMethod]
    public async Task Bad_images_and_requests_are_errors()
    {
        using var scene = new Scene(2);
        var generator = new VitEmbeddingGenerator(scene.Model);
        DataContent[] contents = [new(File.ReadAllBytes(scene.Paths[0]), "image/png"), new(new byte[] { 1, 2, 3 }, "image/png")];
        VitImageException error = await Assert.ThrowsExactlyAsync<VitImageException>(() => generator.GenerateAsync(contents));
        Assert.AreEqual("the image 1 of those given", error.ImageSource);
        await Assert.ThrowsExactlyAsync<VitImageException>(() => generator.GenerateFromFilesAsync([scene.Folder.File("absent.jpg")]));
        ArgumentException dimensions = await Assert.ThrowsExactlyAsync<ArgumentException>(() => generator.GenerateFromFilesAsync(scene.Paths, new EmbeddingGenerationOptions { Dimensions = 7 }));
        StringAssert.Contains(dimensions.Message, "6 dimensions");
        Assert.HasCount(2, await generator.GenerateFromFilesAsync(scene.Paths, new EmbeddingGenerationOptions { Dimensions = 6 }));
        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: new CancellationToken(true)));
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => generator.GenerateFromFilesAsync(scene.Paths));
    }

    [TestMethod]
    public async Task It_can_be_cancelled_between_images()
    {
        using var scene = new Scene(4);
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitPredictorOptions { BatchSize = 1 });
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateFromFilesAsync(Endless(), cancellationToken: cancellation.Token));

        IEnumerable<string> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (i == 20)
                    cancellation.Cancel();
                yield return scene.Paths[i % 4];
            }
        }
    }

    [TestMethod]
    public async Task Many_threads_use_one()
    {
        using var scene = new Scene(6);
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitPredictorOptions { BatchSize = 1 });
        float[][] expected = scene.Featurize();
        await Parallel.ForAsync(0, 30, context.CancellationToken, async (i, token) =>
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateFromFilesAsync([scene.Paths[i % 6], scene.Paths[(i + 1) % 6]], cancellationToken: token);
            CollectionAssert.AreEqual(expected[(i + 1) % 6], embeddings[1].Vector.ToArray());
        });
    }
}
