using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Cli.Scoring;

/// <summary>What the network made of a photograph.</summary>
/// <param name="Scores">The probabilities of the classes, or <see langword="null"/> for a model without classes.</param>
/// <param name="Map">Where it looked.</param>
internal sealed record Explanation(float[]? Scores, VitHeatMap Map);

/// <summary>Scores single photographs together with their attention maps.</summary>
internal sealed class PhotoExplainer : IDisposable
{
    private const string PathColumn = nameof(PathRow.ImagePath);
    private const string VectorColumn = "Vector";
    private const string MapColumn = "Map";

    private readonly MLContext context = new();
    private readonly VitImageTransformer transformer;

    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no attention output.</exception>
    public PhotoExplainer(string modelPath, string? preprocessing)
    {
        Model = VitModel.Open(modelPath, new VitModelOptions
        {
            Preprocessing = preprocessing is null ? null : VitPreprocessing.Parse(preprocessing),
        });
        if (Model.AttentionRows is null)
            throw new UsageException($"{Model.Path}: the model has no attention output, which 'explain' shows; convert its checkpoint again with 'vitmlnet convert CHECKPOINT.npz --output FILE.onnx --attention', or fetch a published model with 'vitmlnet pull NAME --attention'.");

        IDataView nothing = Load([]);
        transformer = Model.ClassCount is null
            ? context.Transforms.VitFeaturizeImage(VectorColumn, Model, PathColumn, new VitScoringOptions { AttentionColumnName = MapColumn, BatchSize = 1 }).Fit(nothing)
            : context.Transforms.VitClassifyImage(
                VectorColumn, Model, PathColumn, options: new VitClassificationOptions { AttentionColumnName = MapColumn, BatchSize = 1 }).Fit(nothing);
    }

    public VitModel Model { get; }

    /// <exception cref="VitModelException">The model gave something that is no number.</exception>
    /// <exception cref="VitImageException">The photograph cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, even while the model runs.</exception>
    public Explanation Explain(string path, CancellationToken token)
    {
        IDataView scored = transformer.Transform(Load([new PathRow { ImagePath = path }]));
        DataViewSchema.Column vectorColumn = scored.Schema[VectorColumn], mapColumn = scored.Schema[MapColumn];
        using DataViewRowCursor cursor = scored.GetRowCursor([vectorColumn, mapColumn]);
        using CancellationTokenRegistration registration = token.Register(cursor.Dispose);
        cursor.MoveNext();
        token.ThrowIfCancellationRequested();
        VBuffer<float> vector = default, map = default;
        cursor.GetGetter<VBuffer<float>>(vectorColumn)(ref vector);
        cursor.GetGetter<VBuffer<float>>(mapColumn)(ref map);
        if (vector.GetValues().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) || map.GetValues().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new VitModelException($"its output for {path} is not a number. Check the model with another image; its weights may be damaged.", Model.Path);
        return new Explanation(Model.ClassCount is null ? null : vector.GetValues().ToArray(), new VitHeatMap(map.GetValues(), Model));
    }

    public void Dispose() => transformer.Dispose();

    private IDataView Load(PathRow[] rows) => context.Data.LoadFromEnumerable(rows);

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
