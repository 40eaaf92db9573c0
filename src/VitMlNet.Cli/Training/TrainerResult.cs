namespace VitMlNet.Cli;

/// <summary>What classifiers of one trainer said of photographs that they had not learnt from.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Parts">The outcomes of each part: one, or one for each fold.</param>
/// <param name="Time">How long it learnt.</param>
internal sealed record TrainerResult(Trainer Trainer, IReadOnlyList<IReadOnlyList<Outcome>> Parts, TimeSpan Time)
{
    /// <summary>The outcomes of all parts.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; } = [.. Parts.SelectMany(part => part)];

    /// <summary>The accuracy, as the mean over the parts.</summary>
    public double Mean => Accuracies.Average();

    /// <summary>The standard deviation of the parts' accuracies; null where there is one part.</summary>
    public double? Spread
    {
        get
        {
            double[] accuracies = [.. Accuracies];
            double mean = accuracies.Average();
            return accuracies.Length < 2 ? null : Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1));
        }
    }

    private IEnumerable<double> Accuracies => Parts.Select(part => (double)part.Count(outcome => outcome.IsRight) / part.Count);
}
