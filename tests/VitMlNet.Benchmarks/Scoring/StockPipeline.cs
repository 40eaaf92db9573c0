using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>What an ML.NET user would write without this library: LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel.</summary>
internal sealed class StockPipeline : IDisposable
{
    private readonly MLContext _context = new();
    private readonly ITransformer _transformer;
    private readonly PredictionEngine<PhotoRow, LogitsRow> _engine;

    public StockPipeline(string modelPath, int size = 224)
    {
        var pipeline = _context.Transforms.LoadImages("photo", "", nameof(PhotoRow.ImagePath))
            .Append(_context.Transforms.ResizeImages("photo", size, size, "photo", ImageResizingEstimator.ResizingKind.Fill))
            .Append(_context.Transforms.ExtractPixels("image", "photo", interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f))
            .Append(_context.Transforms.ApplyOnnxModel(new OnnxOptions { ModelFile = modelPath, InputColumns = ["image"], OutputColumns = ["logits"] }));
        _transformer = pipeline.Fit(_context.Data.LoadFromEnumerable(Array.Empty<PhotoRow>()));
        _engine = _context.Model.CreatePredictionEngine<PhotoRow, LogitsRow>(_transformer);
    }

    public void ScoreFolder(string[] photos)
    {
        IDataView data = _context.Data.LoadFromEnumerable(photos.Select(photo => new PhotoRow { ImagePath = photo }));
        foreach (LogitsRow _ in _context.Data.CreateEnumerable<LogitsRow>(_transformer.Transform(data), reuseRowObject: true))
        {
        }
    }

    public void Predict(string photo) => _engine.Predict(new PhotoRow { ImagePath = photo });

    public void Dispose() => _engine.Dispose();
}
