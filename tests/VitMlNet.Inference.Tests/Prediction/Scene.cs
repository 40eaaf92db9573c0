using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>A small model, photographs, and how often the model has run for them.</summary>
internal sealed class Scene : IDisposable
{
    private readonly SessionCounts _session;

    /// <param name="photographs">How many PNG files of noise there are.</param>
    /// <param name="model">The model, or null for one with 5 classes and 6 features.</param>
    /// <param name="session">The options of the session whose runs are counted, or null for the defaults.</param>
    public Scene(int photographs, TinyModel? model = null, VitSessionOptions? session = null)
    {
        Model = VitModel.Open(Unique(model ?? new TinyModel()).Write(Folder.File("model.onnx")));
        Paths = Photographs.Write(Folder, photographs);
        _session = new SessionCounts(Model, session);
    }

    /// <summary>The same model in other bytes, which shares no session with other tests.</summary>
    public static TinyModel Unique(TinyModel model) => model with
    {
        Change = file =>
        {
            file.MetadataProps.Add(new StringStringEntryProto { Key = "test", Value = $"{Guid.NewGuid()}" });
            model.Change?.Invoke(file);
        },
    };

    /// <summary>Moves another model over a model file, whose time is another one even where the clock of the file system has not moved on.</summary>
    public static void Replace(string path, TinyModel model)
    {
        string next = Unique(model).Write($"{path}.next");
        File.SetLastWriteTimeUtc(next, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        File.Move(next, path, overwrite: true);
    }

    public TemporaryFolder Folder { get; } = new();

    public VitModel Model { get; }

    public string[] Paths { get; }

    /// <summary>How often the model has run.</summary>
    public long Runs => _session.Runs;

    /// <summary>How many photographs the model has scored.</summary>
    public long Scored => _session.Images;

    public VitFeatureCache OpenCache() => VitFeatureCache.Open(Folder.File("cache"));

    /// <summary>Each photograph's features, scored alone.</summary>
    public float[][] Featurize()
    {
        using var predictor = new VitPredictor(Model);
        return [.. Paths.Select(path => predictor.Featurize(path))];
    }

    public static void AssertEqual(float[][] expected, float[][] found, float tolerance = 0)
    {
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < expected.Length; i++)
            AssertNear(expected[i], found[i], tolerance, $"photograph {i}");
    }

    public static void AssertNear(float[] expected, float[] found, float tolerance, string message = "")
    {
        Assert.HasCount(expected.Length, found, message);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], found[i], tolerance, $"{message}, value {i}");
    }

    public void Dispose()
    {
        _session.Dispose();
        Folder.Dispose();
    }
}
