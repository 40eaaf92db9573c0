using System.Diagnostics;
using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>Lets trainers learn from the same features, and tests each on the same photographs.</summary>
internal static class TrainerComparison
{
    /// <summary>Trains and tests each, in their order.</summary>
    /// <param name="training">The photographs.</param>
    /// <param name="trainers">The trainers.</param>
    /// <param name="parts">What each learns from and is tested with.</param>
    /// <param name="console">Shows the progress.</param>
    /// <returns>The results, and for a single part what each has learnt.</returns>
    public static Task<(IReadOnlyList<TrainerResult> Results, IReadOnlyList<ITransformer> Learnt)> RunAsync(
        ClassifierTraining training, IReadOnlyList<Trainer> trainers, IReadOnlyList<TrainingPart> parts, ToolConsole console) =>
        console.WithProgressAsync(alone: true, async report =>
        {
            var results = new List<TrainerResult>();
            var learnt = new List<ITransformer>();
            int done = 0;
            report("Learning", done, trainers.Count * parts.Count);
            foreach (Trainer trainer in trainers)
            {
                var outcomes = new List<IReadOnlyList<Outcome>>();
                TimeSpan time = default;
                foreach (TrainingPart part in parts)
                {
                    long started = Stopwatch.GetTimestamp();
                    ITransformer classifier = await training.TrainAsync(trainer, part.Train);
                    time += Stopwatch.GetElapsedTime(started);
                    outcomes.Add(training.Test(classifier, part.Test));
                    report("Learning", ++done, trainers.Count * parts.Count);
                    if (parts.Count == 1)
                        learnt.Add(classifier);
                }

                results.Add(new TrainerResult(trainer, outcomes, time));
            }

            return ((IReadOnlyList<TrainerResult>)results, (IReadOnlyList<ITransformer>)learnt);
        });
}
