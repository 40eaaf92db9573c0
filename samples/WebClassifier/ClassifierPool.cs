using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet;

namespace WebClassifier;

/// <summary>
/// A few prediction engines over one transformer, and so over one copy of the weights. An engine is for one thread at a time:
/// a request takes one, waits for it where none is free, and gives it back. Thread-safe.
/// </summary>
public sealed class ClassifierPool : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<Engine> _engines = [];
    private readonly VitImageTransformer _transformer;

    /// <summary>Loads the model, so that one that does not work stops the program before its first request.</summary>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="ArgumentException">The model has no classes.</exception>
    public ClassifierPool(IOptions<ClassifierOptions> options)
    {
        ClassifierOptions settings = options.Value;
        var ml = new MLContext();
        Model = VitModel.Open(File.Exists(settings.ModelPath) ? settings.ModelPath : Path.Combine(AppContext.BaseDirectory, settings.ModelPath));
        IDataView none = ml.Data.LoadFromEnumerable<Upload>([]);
        _transformer = ml.Transforms.VitClassifyImage(nameof(Scored.Score), Model, nameof(Upload.Image), options: new VitClassificationOptions
        {
            AttentionColumnName = Model.AttentionRows is null ? null : nameof(ScoredWithMap.Attention),
            Images = new VitImageOptions { MaxEncodedBytes = settings.MaxUploadBytes, MaxPixels = settings.MaxPixels },
            // Requests run beside each other, one on each core: this gives more answers a second than many threads for each.
            Session = new VitSessionOptions { ThreadCount = 1 },
        }).Fit(none);
        EngineCount = settings.ResolvedEngineCount;
        _patience = settings.QueueTimeout;
        _free = new SemaphoreSlim(EngineCount);
        for (int i = 0; i < EngineCount; i++)
            _engines.Add(Model.AttentionRows is null ? Engine.Create<Scored>(ml, _transformer) : Engine.Create<ScoredWithMap>(ml, _transformer));
    }

    /// <summary>The model.</summary>
    public VitModel Model { get; }

    /// <summary>How many photographs can be classified at the same time.</summary>
    public int EngineCount { get; }

    /// <summary>How many more could be classified now.</summary>
    public int FreeCount => _free.CurrentCount;

    /// <summary>Classifies a photograph when its turn comes.</summary>
    /// <param name="image">An encoded file.</param>
    /// <param name="token">Ends the waiting.</param>
    /// <exception cref="VitImageException">The photograph is bad.</exception>
    /// <exception cref="RequestException">Its turn did not come in time.</exception>
    public async Task<Scored> ClassifyAsync(byte[] image, CancellationToken token)
    {
        if (!await _free.WaitAsync(_patience, token))
            throw RequestException.Busy();
        Engine? engine = null;
        try
        {
            _engines.TryTake(out engine);
            return engine!.Predict(new Upload { Image = image });
        }
        finally
        {
            if (engine is not null)
                _engines.Add(engine);
            _free.Release();
        }
    }

    /// <summary>Waits for the predictions under way, and frees the engines and then the model.</summary>
    public void Dispose()
    {
        for (int i = 0; i < EngineCount; i++)
            _free.Wait();
        foreach (Engine engine in _engines)
            engine.Owner.Dispose();
        _transformer.Dispose();
    }

    private sealed record Engine(Func<Upload, Scored> Predict, IDisposable Owner)
    {
        public static Engine Create<T>(MLContext ml, ITransformer transformer)
            where T : Scored, new()
        {
            PredictionEngine<Upload, T> engine = ml.Model.CreateVitPredictionEngine<Upload, T>(transformer);
            return new Engine(engine.Predict, engine);
        }
    }
}
