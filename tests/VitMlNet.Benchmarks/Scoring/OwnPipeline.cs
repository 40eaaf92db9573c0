using Microsoft.ML;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>The same with this library.</summary>
internal sealed class OwnPipeline : IDisposable
{
    private readonly MLContext _context = new();
    private readonly VitImageTransformer _transformer;
    private readonly PredictionEngine<PhotoRow, ScoreRow> _engine;

    public OwnPipeline(string modelPath, int? batchSize = null, int? threads = null, VitPreparedModels? prepared = null)
    {
        VitModel model = VitModel.Open(modelPath);
        var options = new VitClassificationOptions { Session = new VitSessionOptions { ThreadCount = threads, PreparedModels = prepared } };
        if (batchSize is { } size)
            options.BatchSize = size;
        _transformer = _context.Transforms.VitClassifyImage("Score", model, nameof(PhotoRow.ImagePath), options: options)
            .Fit(_context.Data.LoadFromEnumerable(Array.Empty<PhotoRow>()));
        _engine = _context.Model.CreateVitPredictionEngine<PhotoRow, ScoreRow>(_transformer);
    }

    public void ScoreFolder(string[] photos)
    {
        ScoreFolder(_transformer, photos);
    }

    /// <summary>The same pipeline, saved and loaded.</summary>
    public VitImageTransformer SaveAndLoad(string archive)
    {
        _context.Model.SaveVit(_transformer, null, archive);
        return (VitImageTransformer)_context.Model.LoadVit(archive, out _);
    }

    public void ScoreFolder(VitImageTransformer transformer, string[] photos)
    {
        IDataView data = _context.Data.LoadFromEnumerable(photos.Select(photo => new PhotoRow { ImagePath = photo }));
        foreach (ScoreRow _ in _context.Data.CreateEnumerable<ScoreRow>(transformer.Transform(data), reuseRowObject: true))
        {
        }
    }

    public void Predict(string photo) => _engine.Predict(new PhotoRow { ImagePath = photo });

    public void Dispose()
    {
        _engine.Dispose();
        _transformer.Dispose();
    }
}
