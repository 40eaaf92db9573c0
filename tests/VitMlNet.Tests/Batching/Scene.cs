using Microsoft.ML;
using Microsoft.ML.Data;

using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Batching;

/// <summary>A small model, a few photographs, and a classifier of its own over them.</summary>
internal sealed class Scene : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SessionCounts _session;

    public Scene(int count, int batchSize, VitImageErrorHandling onError = VitImageErrorHandling.Throw, int? threads = null)
    {
        VitModel = VitMlNet.VitModel.Open(new TinyModel().Write(_folder.File("model.onnx")));
        Options = new VitClassificationOptions { BatchSize = batchSize, OnError = onError, Session = new VitSessionOptions { ThreadCount = threads } };
        string[] paths = Pipeline.Photos.Write(_folder, Math.Min(count, 10));
        Photos = [.. Enumerable.Range(0, count).Select(i => new NumberedPhoto { Number = i, ImagePath = paths[i % 10], Weights = [i, -i] })];
        Data = Context.Data.LoadFromEnumerable(Photos);
        Transformer = Context.Transforms.VitClassifyImage("Score", VitModel, "ImagePath", options: Options).Fit(Data);
        _session = new SessionCounts(VitModel, Options.Session);
    }

    public MLContext Context { get; } = new(seed: 1);

    public VitModel VitModel { get; }

    public VitClassificationOptions Options { get; }

    public NumberedPhoto[] Photos { get; }

    public IDataView Data { get; }

    public VitImageTransformer Transformer { get; }

    /// <summary>How often the model has run.</summary>
    public long Runs => _session.Runs;

    public void Dispose()
    {
        _session.Dispose();
        Transformer.Dispose();
        _folder.Dispose();
    }
}

public sealed class NumberedPhoto
{
    public int Number { get; set; }

    public string ImagePath { get; set; } = "";

    [VectorType(2)]
    public float[] Weights { get; set; } = [];
}

public sealed class Scored
{
    public float[] Score { get; set; } = [];

    public string PredictedLabel { get; set; } = "";
}

public sealed class Passed
{
    public int Number { get; set; }

    public string ImagePath { get; set; } = "";

    public float[] Weights { get; set; } = [];

    public float[] Score { get; set; } = [];
}
