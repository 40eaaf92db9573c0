using Microsoft.Extensions.AI;
using VitMlNet.Tests.Caching;

namespace VitMlNet.Tests.Similar;

[TestClass]
public sealed class EmbeddingGeneratorTests(TestContext context)
{
    [TestMethod]
    public async Task Embeddings_are_the_pipelines_features()
    {
        using var scene = new CacheScene(5);
        float[][] expected = scene.Featurize(null, new VitFeaturizationOptions { BatchSize = 2 }).Features;
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitScoringOptions { BatchSize = 2 });
        DataContent[] contents = [.. scene.Paths.Select(path => new DataContent(File.ReadAllBytes(path), "image/png"))];

        GeneratedEmbeddings<Embedding<float>> fromContents = await generator.GenerateAsync(contents, cancellationToken: context.CancellationToken);
        GeneratedEmbeddings<Embedding<float>> fromPaths = await generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: context.CancellationToken);
        ReadOnlyMemory<float> one = await generator.GenerateVectorAsync(contents[0], cancellationToken: context.CancellationToken);

        foreach (GeneratedEmbeddings<Embedding<float>> embeddings in new[] { fromContents, fromPaths })
            CacheScene.AssertEqual(expected, [.. embeddings.Select(embedding => embedding.Vector.ToArray())]);
        Assert.AreEqual(expected[0][0], one.Span[0], 1e-6f);
        Assert.AreEqual(("model", 6), (fromPaths[0].ModelId, fromPaths[0].Dimensions));
        Assert.IsNotNull(fromPaths[0].CreatedAt);
        Assert.IsEmpty(await generator.GenerateFromFilesAsync(Array.Empty<string>(), cancellationToken: context.CancellationToken));
    }

    [TestMethod]
    public void It_tells_of_its_model()
    {
        using var scene = new CacheScene(1);
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
        using var scene = new CacheScene(3);
        using VitFeatureCache cache = scene.Open();
        float[][] expected = scene.Featurize(cache).Features;
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitFeaturizationOptions { Cache = cache });
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateFromFilesAsync(scene.Paths, cancellationToken: context.CancellationToken);
        CacheScene.AssertEqual(expected, [.. embeddings.Select(embedding => embedding.Vector.ToArray())]);
        Assert.AreEqual((3, 3), (cache.Misses, cache.Hits));
    }

    [TestMethod]
    public async Task Bad_images_and_requests_are_told()
    {
        using var scene = new CacheScene(2);
        var generator = new VitEmbeddingGenerator(scene.Model, new VitScoringOptions { Images = new VitImageOptions { OnError = VitImageErrorHandling.KeepRow } });
        DataContent[] contents = [new(File.ReadAllBytes(scene.Paths[0]), "image/png"), new(new byte[] { 1, 2, 3 }, "image/png")];
        VitImageException error = await Assert.ThrowsExactlyAsync<VitImageException>(() => generator.GenerateAsync(contents));
        Assert.AreEqual("row 1 of the column 'images'", error.ImageSource);
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
        using var scene = new CacheScene(4);
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitScoringOptions { BatchSize = 1 });
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
        using var scene = new CacheScene(6);
        using var generator = new VitEmbeddingGenerator(scene.Model, new VitScoringOptions { BatchSize = 1 });
        float[][] expected = scene.Featurize(null).Features;
        await Parallel.ForAsync(0, 30, context.CancellationToken, async (i, token) =>
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateFromFilesAsync([scene.Paths[i % 6], scene.Paths[(i + 1) % 6]], cancellationToken: token);
            CollectionAssert.AreEqual(expected[(i + 1) % 6], embeddings[1].Vector.ToArray());
        });
    }
}
