namespace VitMlNet.Cli;

/// <summary>How well a classifier did on photographs whose classes are known.</summary>
internal sealed class Evaluation
{
    /// <param name="classNames">The names of all classes, each different.</param>
    /// <param name="outcomes">At least one.</param>
    public Evaluation(IReadOnlyList<string> classNames, IReadOnlyList<Outcome> outcomes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(outcomes.Count);
        ClassNames = classNames;
        Outcomes = outcomes;
        Confusion = new ConfusionCounts(outcomes);
        Classes =
        [
            .. Confusion.Supports.Keys.Order().Concat(Confusion.Predictions.Keys.Except(Confusion.Supports.Keys).Order()).Select(index => new ClassFigures(
                index,
                classNames[index],
                Confusion.Supports.GetValueOrDefault(index),
                Confusion.Predictions.GetValueOrDefault(index),
                Confusion[index, index])),
        ];
    }

    /// <summary>All classes that the classifier knows.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    public IReadOnlyList<Outcome> Outcomes { get; }

    public ConfusionCounts Confusion { get; }

    /// <summary>The classes that photographs are of, in their order, then those that photographs were only taken for.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; }

    /// <summary>The classes that photographs are of.</summary>
    public IEnumerable<ClassFigures> Present => Classes.Where(figures => figures.Support > 0);

    public int Right => Outcomes.Count(outcome => outcome.IsRight);

    /// <summary>The share of the photographs whose class got the highest score.</summary>
    public double Accuracy => (double)Right / Outcomes.Count;

    /// <summary>The means over the classes that photographs are of, each class counting the same; an undefined precision counts as 0.</summary>
    public (double Precision, double Recall, double F1) Means
    {
        get
        {
            ClassFigures[] present = [.. Present];
            return (
                present.Average(figures => figures.Precision ?? 0),
                present.Average(figures => figures.Recall!.Value),
                present.Average(figures => figures.F1));
        }
    }

    /// <summary>The share of the photographs whose class is among the <paramref name="count"/> with the highest scores.</summary>
    public double TopAccuracy(int count) => (double)Outcomes.Count(outcome => outcome.Rank <= count) / Outcomes.Count;

    /// <summary>The mistakes that the classifier was surest of, the surest first.</summary>
    public IReadOnlyList<Outcome> WorstMistakes(int count) =>
    [
        .. Outcomes.Where(outcome => !outcome.IsRight)
            .OrderByDescending(outcome => outcome.Score)
            .ThenBy(outcome => outcome.Path, StringComparer.Ordinal)
            .Take(count),
    ];
}
