using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet.Benchmarks.Preprocessing;

/// <summary>ML.NET's LoadImages, ResizeImages (Fill) and ExtractPixels, a row at a time over one cursor.</summary>
internal sealed class StockChain
{
    private readonly MLContext _context = new();
    private readonly ITransformer _chain;

    public StockChain(int size)
    {
        var pipeline = _context.Transforms.LoadImages("Image", "", "Path")
            .Append(_context.Transforms.ResizeImages("Image", size, size, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(_context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
        _chain = pipeline.Fit(_context.Data.LoadFromEnumerable(Array.Empty<Row>()));
    }

    /// <summary>Gives an action that takes the next row of an endless run over one file; so no start of a cursor is counted.</summary>
    public Action Rows(string path)
    {
        IDataView view = _chain.Transform(_context.Data.LoadFromEnumerable(Endless(path)));
        DataViewSchema.Column column = view.Schema["Pixels"];
        DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> pixels = default;
        return () =>
        {
            cursor.MoveNext();
            getter(ref pixels);
        };
    }

    private static IEnumerable<Row> Endless(string path)
    {
        var row = new Row { Path = path };
        while (true)
            yield return row;
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
