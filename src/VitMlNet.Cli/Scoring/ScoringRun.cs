using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;

namespace VitMlNet.Cli.Scoring;

/// <summary>Scores the images of a command line: each good one is handed on, each bad one is named, and the others go on.</summary>
internal sealed class ScoringRun(ToolConsole console, ImageFiles images, IImageScorer scorer)
{
    private readonly List<(string Path, string Error)> failures = [];

    /// <summary>Takes an image's values.</summary>
    public required Action<string, float[]> Good { get; init; }

    /// <summary>Takes an image's error; <see langword="false"/> when it must be named on standard error instead.</summary>
    public Func<string, string, bool> Bad { get; init; } = (_, _) => false;

    /// <summary>Whether results go to the terminal while the work is done, so that there is no room for a progress bar.</summary>
    public bool ShowsResults { get; init; }

    /// <summary>The images that failed so far, and why.</summary>
    public IReadOnlyList<(string Path, string Error)> Failures => failures;

    /// <summary>Scores all.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is nothing to score.</exception>
    public int Score(CancellationToken token)
    {
        if (images.Paths.Count == 0)
            throw new UsageException(string.Join(' ', images.Problems.Select(problem => $"{problem.Path}: {problem.Error}")));

        foreach ((string path, string error) in images.Problems)
            Fail(path, error);
        console.WithProgress(!ShowsResults, report =>
        {
            string stage = $"{images.Paths.Count} images";
            long done = 0;
            report(stage, done, images.Paths.Count);
            foreach (ScoredImage image in scorer.Score(images.Paths, token))
            {
                if (image.Values is not null)
                    Good(image.Path, image.Values);
                else
                    Fail(image.Path, image.Error!);
                report(stage, ++done, images.Paths.Count);
            }

            return done;
        }, unit: "images");
        token.ThrowIfCancellationRequested();
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
