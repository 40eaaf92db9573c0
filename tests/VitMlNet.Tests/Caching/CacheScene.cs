using Microsoft.ML;
using Microsoft.ML.Data;

using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Caching;

/// <summary>A small model, photographs, and how many of them it has scored.</summary>
internal sealed class CacheScene : IDisposable
{
    private readonly SessionCounts _session;

    public CacheScene(int count)
    {
        Model = VitModel.Open(new TinyModel().Write(Folder.File("model.onnx")));
        Paths = Photos.Write(Folder, count);
        _session = new SessionCounts(Model);
    }

    public TemporaryFolder Folder { get; } = new();

    public MLContext Context { get; } = new(seed: 1);

    public VitModel Model { get; }

    public string[] Paths { get; }

    public IDataView Data => Context.Data.LoadFromEnumerable(Paths.Select(path => new Photo { ImagePath = path }).ToArray());

    /// <summary>How many photographs the model has scored.</summary>
    public long Scored => _session.Images;

    public VitFeatureCache Open() => VitFeatureCache.Open(Folder.File("cache"));

    /// <summary>The features of all photographs, and how many of them had to be scored.</summary>
    public (float[][] Features, long Scored) Featurize(VitFeatureCache? cache, VitScoringOptions? options = null) =>
        Featurize(Data, "ImagePath", (options ?? new VitScoringOptions { BatchSize = 1 }).With(own => own.Cache = cache));

    public (float[][] Features, long Scored) Featurize(IDataView data, string column, VitScoringOptions options)
    {
        long before = Scored;
        using VitImageTransformer transformer = Context.Transforms.VitFeaturizeImage("Features", Model, column, options).Fit(data);
        float[][] features = [.. transformer.Transform(data).GetColumn<float[]>("Features")];
        return (features, Scored - before);
    }

    public static void AssertEqual(float[][] expected, float[][] found)
    {
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], found[i], $"row {i}");
    }

    public void Dispose()
    {
        _session.Dispose();
        Folder.Dispose();
    }
}
