namespace VitMlNet.Cli;

/// <summary>Scores the images of a command line: each good one is passed on, each bad one is named, and the others go on.</summary>
internal sealed class ScoringRun(ToolConsole console, ImageFiles images)
{
    private readonly List<(string Path, string Error)> failures = [];

    /// <summary>Receives an image's error; <see langword="false"/> when it must be named on standard error instead.</summary>
    public Func<string, string, bool> Bad { get; init; } = (_, _) => false;

    /// <summary>Whether results go to the terminal while images are scored, so that there is no room for a progress bar.</summary>
    public bool ShowsResults { get; init; }

    /// <summary>The images that failed so far, and why.</summary>
    public IReadOnlyList<(string Path, string Error)> Failures => failures;

    /// <summary>Classifies all images.</summary>
    /// <param name="predictor">A predictor with classes.</param>
    /// <param name="good">Receives each image that was scored, in their order.</param>
    /// <param name="token">Ends the work early, even while the model runs.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is nothing to score.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<int> ClassifyAsync(VitPredictor predictor, Action<string, VitClassification> good, CancellationToken token) =>
        RunAsync(predictor.ClassifyManyAsync(images.Paths, token), classification => classification.Scores, good, token);

    /// <summary>Computes the features of all images.</summary>
    /// <inheritdoc cref="ClassifyAsync"/>
    public Task<int> FeaturizeAsync(VitPredictor predictor, Action<string, float[]> good, CancellationToken token) =>
        RunAsync(predictor.FeaturizeManyAsync(images.Paths, token), features => features, good, token);

    private async Task<int> RunAsync<T>(
        IAsyncEnumerable<VitResult<T>> results, Func<T, ReadOnlyMemory<float>> getValues, Action<string, T> good, CancellationToken token)
        where T : class
    {
        images.CheckNotEmpty();
        foreach ((string path, string error) in images.Problems)
            Fail(path, error);
        await console.WithProgressAsync(!ShowsResults, async report =>
        {
            string stage = $"{images.Paths.Count} images";
            long done = 0;
            report(stage, done, images.Paths.Count);
            await foreach (VitResult<T> result in results)
            {
                if (!result.IsSuccess)
                    Fail(result.Source, ImageError.WithoutSource(result.Error));
                else if (!ImageError.AreFinite(getValues(result.Value).Span))
                    Fail(result.Source, ImageError.NotFinite);
                else
                    good(result.Source, result.Value);
                report(stage, ++done, images.Paths.Count);
            }

            return done;
        }, unit: "images");
        token.ThrowIfCancellationRequested();
        if (images.Skipped.ToString() is { Length: > 0 } skipped)
            console.Inform(skipped);
        if (failures.Count == 0)
            return ExitCodes.Success;
        console.Message($"{failures.Count} of {images.Paths.Count + images.Problems.Count} failed.");
        return ExitCodes.SomeImagesFailed;
    }

    private void Fail(string path, string error)
    {
        failures.Add((path, error));
        if (!Bad(path, error))
            console.Message($"{path}: {error}");
    }
}
