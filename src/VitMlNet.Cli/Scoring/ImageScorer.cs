using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Cli.Output;

namespace VitMlNet.Cli.Scoring;

/// <summary>Scores images in batches, lazily; a bad image has an error in place of values, and the others go on.</summary>
internal sealed class ImageScorer : IClassifier
{
    private const string PathColumn = nameof(PathRow.ImagePath);
    private const string VectorColumn = "Vector";
    private const string ErrorColumn = "ImageError";

    private static readonly VitImageOptions KeepBadImages = new() { OnError = VitImageErrorHandling.KeepRow };

    private readonly MLContext context = new();
    private readonly ITransformer transformer;

    private ImageScorer(string modelPath, VitModelOptions? told, int batchSize, int imageCount, bool classes, VitFeatureCache? cache = null)
    {
        Model = classes ? OpenClassifier(modelPath, told) : OpenFeaturizer(modelPath, told);

        IDataView nothing = Load([]);
        VitSessionOptions session = Cores.SessionFor(imageCount);
        transformer = classes
            ? context.Transforms.VitClassifyImage(
                VectorColumn, Model, PathColumn, options: new VitClassificationOptions { Images = KeepBadImages, BatchSize = batchSize, Session = session }).Fit(nothing)
            : context.Transforms.VitFeaturizeImage(
                VectorColumn, Model, PathColumn, new VitFeaturizationOptions { Images = KeepBadImages, BatchSize = batchSize, Session = session, Cache = cache }).Fit(nothing);
    }

    public VitModel Model { get; }

    public IReadOnlyList<string> Labels => Model.Labels;

    public IReadOnlyList<(string Name, string Value)> Description =>
    [
        ("model", Model.Path),
        ("architecture", Model.Architecture ?? Facts.Unknown),
        ("precision", Facts.Of(Model.Precision)),
        ("preprocessing", Model.Preprocessing.ToString()),
    ];

    /// <summary>Opens a model without its weights, and makes sure that it has classes.</summary>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no classes.</exception>
    public static VitModel OpenClassifier(string modelPath, VitModelOptions? told)
    {
        VitModel model = VitModel.Open(modelPath, told);
        return model.ClassCount is not null
            ? model
            : throw new UsageException($"{model.Path}: the model has no classifier, only features; use 'vitmlnet features', or a model with classes{(model.IsSelfDescribing ? "" : ", or name the output of the scores with --scores")}.");
    }

    private static VitModel OpenFeaturizer(string modelPath, VitModelOptions? told)
    {
        VitModel model = VitModel.Open(modelPath, told);
        return model.FeatureCount > 0
            ? model
            : throw new UsageException($"{model.Path}: none of its outputs ({string.Join(", ", model.Outputs)}) is known to be features; name one with --features-output, or use 'vitmlnet classify'.");
    }

    /// <summary>A scorer whose values are the probabilities of the classes.</summary>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no classes.</exception>
    public static ImageScorer ForClasses(string modelPath, VitModelOptions? told, int batchSize, int imageCount) =>
        new(modelPath, told, batchSize, imageCount, classes: true);

    /// <summary>A scorer whose values are the features; those that the cache has are taken from there, and the others put into it.</summary>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    public static ImageScorer ForFeatures(string modelPath, VitModelOptions? told, int batchSize, int imageCount, VitFeatureCache? cache = null) =>
        new(modelPath, told, batchSize, imageCount, classes: false, cache);

    /// <summary>Scores the images in their order, each batch when its first image is asked for.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, even while the model runs.</exception>
    public IEnumerable<ScoredImage> Score(IReadOnlyList<string> paths, CancellationToken token)
    {
        IDataView scored = transformer.Transform(Load(paths.Select(path => new PathRow { ImagePath = path })));
        DataViewSchema.Column vectorColumn = scored.Schema[VectorColumn];
        DataViewSchema.Column errorColumn = scored.Schema[ErrorColumn];
        using DataViewRowCursor cursor = scored.GetRowCursor([vectorColumn, errorColumn]);
        using CancellationTokenRegistration registration = token.Register(cursor.Dispose);
        ValueGetter<VBuffer<float>> getVector = cursor.GetGetter<VBuffer<float>>(vectorColumn);
        ValueGetter<ReadOnlyMemory<char>> getError = cursor.GetGetter<ReadOnlyMemory<char>>(errorColumn);
        VBuffer<float> vector = default;
        ReadOnlyMemory<char> error = default;
        foreach (string path in paths)
        {
            if (!MoveNext(cursor, token))
                throw new InvalidOperationException($"{path}: the rows ended before it.");
            getError(ref error);
            if (!error.IsEmpty)
            {
                yield return ScoredImage.Bad(path, error.ToString());
                continue;
            }

            getVector(ref vector);
            yield return ScoredImage.Of(path, vector.GetValues().ToArray());
        }
    }

    public void Dispose() => (transformer as IDisposable)?.Dispose();

    private static bool MoveNext(DataViewRowCursor cursor, CancellationToken token)
    {
        try
        {
            token.ThrowIfCancellationRequested();
            bool moved = cursor.MoveNext();
            token.ThrowIfCancellationRequested();
            return moved;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
    }

    private IDataView Load(IEnumerable<PathRow> rows) => context.Data.LoadFromEnumerable(rows);

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
