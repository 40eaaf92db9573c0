using System.Diagnostics;
using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>Measures trainers on the features of photographs, and makes the classifier to save.</summary>
internal sealed class TrainingRun
{
    private readonly Dictionary<string, int> partOf = new(StringComparer.Ordinal);
    private readonly NearDuplicates duplicates = new();

    /// <summary>How each trainer did, in the order in which they were named.</summary>
    public IReadOnlyList<TrainerResult> Results { get; private set; } = [];

    /// <summary>The one with the highest accuracy; the first of equal ones.</summary>
    public TrainerResult Best => Results.MaxBy(result => result.Mean)!;

    /// <summary>The classifier to save.</summary>
    public ITransformer? Saved { get; private set; }

    /// <summary>How long the trainer that was chosen learnt from all photographs.</summary>
    public TimeSpan RefitTime { get; private set; }

    /// <summary>Measures, and learns what is to be saved.</summary>
    /// <param name="training">The photographs to learn from.</param>
    /// <param name="trainers">The trainers.</param>
    /// <param name="parts">What each learns from and is tested with.</param>
    /// <param name="refits">Whether what is saved learns from all photographs.</param>
    /// <param name="console">Shows the progress.</param>
    public async Task RunAsync(
        ClassifierTraining training, IReadOnlyList<Trainer> trainers, IReadOnlyList<TrainingPart> parts, bool refits, ToolConsole console)
    {
        for (int part = 0; part < parts.Count; part++)
        {
            foreach (string path in ClassifierTraining.TestedPaths(parts[part]))
                partOf[path] = part;
        }

        (Results, IReadOnlyList<ITransformer> learnt) = await TrainerComparison.RunAsync(training, trainers, parts, console);
        if (!refits && learnt.Count > 0)
        {
            Saved = learnt[Results.ToList().IndexOf(Best)];
            return;
        }

        long started = Stopwatch.GetTimestamp();
        Saved = await training.TrainOnAllAsync(Best.Trainer);
        RefitTime = Stopwatch.GetElapsedTime(started);
    }

    public void AddForDuplicates(TrainingImage image) => duplicates.Add(image.ImagePath, image.Features);

    /// <summary>Finds photographs that were tested, and of which a copy was learnt from.</summary>
    /// <returns>The pairs; null where there are too many photographs to compare.</returns>
    public IReadOnlyList<DuplicatePair>? FindLeaks(CancellationToken token) =>
        duplicates.Find(token)?.Where(pair => partOf.GetValueOrDefault(pair.One, -1) != partOf.GetValueOrDefault(pair.Other, -1)).ToArray();

    /// <summary>The figures of all trainers; empty where there is one, without folds.</summary>
    public IReadOnlyList<TrainerFigures> Compare(IReadOnlyList<string> classes) => Results.Count == 1 && Best.Spread is null
        ? []
        :
        [
            .. Results.Select(result => new TrainerFigures(
                EnumOptions.NameOf(result.Trainer), result.Mean, result.Spread, new Evaluation(classes, result.Outcomes).Means.F1, result.Time.TotalSeconds,
                ReferenceEquals(result, Best))),
        ];
}
