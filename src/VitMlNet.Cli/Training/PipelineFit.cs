using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>What was learnt, and how it did on photographs that it had not seen.</summary>
/// <param name="Saved">What is to be saved.</param>
/// <param name="Outcomes">What a classifier that learnt from the training part alone said of the test part.</param>
internal sealed record PipelineFit(ITransformer Saved, IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>Learns from the training part, tests, and then, if that is wanted, learns from all.</summary>
    public static Task<PipelineFit> TrainAsync(ClassifierTraining training, VitTrainTestData parts, bool refit, ToolConsole console) =>
        console.WithProgressAsync(alone: true, async report =>
        {
            int steps = refit ? 3 : 2;
            report("Learning", 0, steps);
            ITransformer learnt = await training.TrainAsync(parts.TrainSet);
            report("Learning", 1, steps);
            IReadOnlyList<Outcome> outcomes = training.Test(learnt, parts.TestSet);
            report("Learning", 2, steps);
            var fit = new PipelineFit(refit ? await training.TrainOnAllAsync() : learnt, outcomes);
            report("Learning", steps, steps);
            return fit;
        });
}
