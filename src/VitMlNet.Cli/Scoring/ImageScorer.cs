using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Cli.Scoring;

/// <summary>Scores images one after the other, lazily; a bad image has an error in place of values, and the others go on.</summary>
internal sealed class ImageScorer : IDisposable
{
    private const string PathColumn = nameof(PathRow.ImagePath);
    private const string VectorColumn = nameof(ScoredRow.Vector);

    private static readonly VitImageOptions KeepBadImages = new() { OnError = VitImageErrorHandling.KeepRow };

    private readonly MLContext context = new();
    private readonly ITransformer transformer;

    private ImageScorer(string modelPath, string? preprocessing, bool classes)
    {
        Model = VitModel.Open(modelPath, new VitModelOptions
        {
            Preprocessing = preprocessing is null ? null : VitPreprocessing.Parse(preprocessing),
        });
        if (classes && Model.ClassCount is null)
            throw new UsageException($"{Model.Path}: the model has no classifier, only features; use 'vitmlnet features', or a model with classes.");

        IDataView nothing = context.Data.LoadFromEnumerable(Array.Empty<PathRow>());
        transformer = classes
            ? context.Transforms.VitClassifyImage(
                VectorColumn, Model, PathColumn, options: new VitClassificationOptions { Images = KeepBadImages }).Fit(nothing)
            : context.Transforms.VitFeaturizeImage(
                VectorColumn, Model, PathColumn, new VitScoringOptions { Images = KeepBadImages }).Fit(nothing);
    }

    public VitModel Model { get; }

    /// <summary>A scorer whose values are the probabilities of the classes.</summary>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no classes.</exception>
    public static ImageScorer ForClasses(string modelPath, string? preprocessing) => new(modelPath, preprocessing, classes: true);

    /// <summary>A scorer whose values are the features.</summary>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    public static ImageScorer ForFeatures(string modelPath, string? preprocessing) => new(modelPath, preprocessing, classes: false);

    /// <summary>Scores the images in their order, each one when it is asked for.</summary>
    public IEnumerable<ScoredImage> Score(IReadOnlyList<string> paths, CancellationToken token)
    {
        using PredictionEngine<PathRow, ScoredRow> engine = context.Model.CreateVitPredictionEngine<PathRow, ScoredRow>(transformer);
        foreach (string path in paths)
        {
            token.ThrowIfCancellationRequested();
            ScoredRow row = engine.Predict(new PathRow { ImagePath = path });
            yield return row.ImageError.Length == 0
                ? Check(path, row.Vector)
                : new ScoredImage(path, null, WithoutPath(row.ImageError, path));
        }
    }

    public void Dispose() => (transformer as IDisposable)?.Dispose();

    private static ScoredImage Check(string path, float[] values) => Array.TrueForAll(values, float.IsFinite)
        ? new ScoredImage(path, values, null)
        : new ScoredImage(path, null, "the model's output for it is not a number. Check the model with another image; its weights may be damaged.");

    /// <summary>The library's messages begin with the image, which the tool prints by itself.</summary>
    private static string WithoutPath(string error, string path) =>
        path.Length > 0 && error.StartsWith(path + ": ", StringComparison.Ordinal) ? error[(path.Length + 2)..] : error;

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class ScoredRow
    {
        [VectorType]
        public float[] Vector { get; set; } = [];

        public string ImageError { get; set; } = "";
    }
}
