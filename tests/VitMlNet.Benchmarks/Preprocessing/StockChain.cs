using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet.Benchmarks.Preprocessing;

/// <summary>ML.NET's LoadImages, ResizeImages (Fill) and ExtractPixels.</summary>
internal static class StockChain
{
    /// <summary>An action that takes one file through the chain, by a PredictionEngine: a cursor would work on other threads, ahead of the clock.</summary>
    public static Action Create(int size, string path)
    {
        var context = new MLContext();
        var pipeline = context.Transforms.LoadImages("Image", "", "Path")
            .Append(context.Transforms.ResizeImages("Image", size, size, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
        ITransformer chain = pipeline.Fit(context.Data.LoadFromEnumerable(Array.Empty<Row>()));
        PredictionEngine<Row, PixelRow> engine = context.Model.CreatePredictionEngine<Row, PixelRow>(chain);
        var row = new Row { Path = path };
        var pixels = new PixelRow();
        return () => engine.Predict(row, ref pixels);
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }

    private sealed class PixelRow
    {
        [VectorType]
        public VBuffer<float> Pixels { get; set; }
    }
}
