using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Cli.Scoring;

/// <summary>Scores images by a saved pipeline that goes from a path to the scores of classes, an image at a time on each of several threads.</summary>
internal sealed class PipelineScorer : IClassifier
{
    private const string ScoreColumn = nameof(ScoredRow.Score);

    private readonly MLContext context = new();
    private readonly ITransformer pipeline;
    private readonly int concurrency;

    /// <exception cref="VitModelException">The archive is absent, damaged, or no pipeline.</exception>
    /// <exception cref="UsageException">The pipeline does not classify images by their paths.</exception>
    public PipelineScorer(string path, int imageCount)
    {
        concurrency = Cores.ConcurrencyFor(imageCount);
        pipeline = context.LoadVit(path, out _, Cores.SessionFor(imageCount));
        try
        {
            DataViewSchema output = pipeline.GetOutputSchema(context.Data.LoadFromEnumerable(Array.Empty<PathRow>()).Schema);
            if (output.GetColumnOrNull(ScoreColumn) is not { Type: VectorDataViewType { ItemType: NumberDataViewType, Size: > 0 } type } scores)
                throw NotAClassifier(path, $"it has no column '{ScoreColumn}' of one number for each class");
            Labels = LabelsOf(scores, type.Size);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            (pipeline as IDisposable)?.Dispose();
            throw NotAClassifier(path, exception.Message.ReplaceLineEndings(" "));
        }
        catch
        {
            (pipeline as IDisposable)?.Dispose();
            throw;
        }

        Description = [("pipeline", Path.GetFullPath(path)), ("classes", Labels.Count.ToString(CultureInfo.InvariantCulture))];
    }

    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<(string Name, string Value)> Description { get; }

    /// <inheritdoc/>
    public IEnumerable<ScoredImage> Score(IReadOnlyList<string> paths, CancellationToken token)
    {
        using var engines = new ThreadLocal<PredictionEngine<PathRow, ScoredRow>>(
            () => context.Model.CreatePredictionEngine<PathRow, ScoredRow>(
                pipeline, new PredictionEngineOptions { IgnoreMissingColumns = true, OwnsTransformer = false }),
            trackAllValues: true);
        try
        {
            ParallelQuery<ScoredImage> scored = Partitioner.Create(paths, EnumerablePartitionerOptions.NoBuffering).AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(concurrency)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .WithCancellation(token)
                .Select(path => ScoreOne(engines.Value!, path));
            foreach (ScoredImage image in scored)
                yield return image;
        }
        finally
        {
            foreach (PredictionEngine<PathRow, ScoredRow> engine in engines.Values)
                engine.Dispose();
        }
    }

    public void Dispose() => (pipeline as IDisposable)?.Dispose();

    private static ScoredImage ScoreOne(PredictionEngine<PathRow, ScoredRow> engine, string path)
    {
        try
        {
            ScoredRow row = engine.Predict(new PathRow { ImagePath = path });
            return string.IsNullOrEmpty(row.ImageError) ? ScoredImage.Of(path, row.Score) : ScoredImage.Bad(path, row.ImageError);
        }
        catch (Exception exception) when (FindImageError(exception) is { } cause)
        {
            return ScoredImage.Bad(path, cause.Message);
        }
    }

    // ML.NET may wrap what the pipeline's steps throw.
    private static VitImageException? FindImageError(Exception? exception) =>
        exception is null or VitImageException ? exception as VitImageException : FindImageError(exception.InnerException);

    private static string[] LabelsOf(DataViewSchema.Column scores, int count)
    {
        if (!scores.HasSlotNames())
            return [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        scores.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static UsageException NotAClassifier(string path, string reason) => new(
        $"{path}: a pipeline is expected that goes from '{nameof(PathRow.ImagePath)}' to '{ScoreColumn}', as 'vitmlnet train' saves it, and this is another: {reason}");

    /// <summary>What goes in. Pipelines that were saved with the step that turns labels into keys ask for a label too.</summary>
    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class ScoredRow
    {
        public float[] Score { get; set; } = [];

        public string? ImageError { get; set; }
    }
}
