namespace VitMlNet.Cli;

/// <summary>How often photographs of one class were taken for another.</summary>
internal sealed class ConfusionCounts
{
    private readonly Dictionary<(int Actual, int Predicted), int> counts = [];

    public ConfusionCounts(IEnumerable<Outcome> outcomes)
    {
        foreach (Outcome outcome in outcomes)
        {
            counts[(outcome.Actual, outcome.Predicted)] = this[outcome.Actual, outcome.Predicted] + 1;
            Supports[outcome.Actual] = Supports.GetValueOrDefault(outcome.Actual) + 1;
            Predictions[outcome.Predicted] = Predictions.GetValueOrDefault(outcome.Predicted) + 1;
        }
    }

    /// <summary>How many photographs of each class there are; no entry for a class without any.</summary>
    public Dictionary<int, int> Supports { get; } = [];

    /// <summary>How many photographs were taken for each class; no entry for a class that none was taken for.</summary>
    public Dictionary<int, int> Predictions { get; } = [];

    /// <summary>How many photographs of the first class were taken for the second.</summary>
    public int this[int actual, int predicted] => counts.GetValueOrDefault((actual, predicted));

    /// <summary>The pairs that occurred, in the order of the classes.</summary>
    public IEnumerable<(int Actual, int Predicted, int Count)> Cells => counts
        .Select(pair => (pair.Key.Actual, pair.Key.Predicted, pair.Value))
        .OrderBy(cell => cell.Actual).ThenBy(cell => cell.Predicted);

    /// <summary>The mistakes, the most frequent first, and among equal ones that with the larger share of its class.</summary>
    public IReadOnlyList<(int Actual, int Predicted, int Count)> MostConfused(int count) =>
    [
        .. Cells.Where(cell => cell.Actual != cell.Predicted)
            .OrderByDescending(cell => cell.Count)
            .ThenBy(cell => Supports[cell.Actual])
            .Take(count),
    ];

    /// <summary>The classes that take part in the most mistakes, in the order of the classes.</summary>
    public IReadOnlyList<int> MostConfusedClasses(int count)
    {
        var mistakes = new Dictionary<int, int>();
        foreach ((int actual, int predicted, int number) in Cells.Where(cell => cell.Actual != cell.Predicted))
        {
            mistakes[actual] = mistakes.GetValueOrDefault(actual) + number;
            mistakes[predicted] = mistakes.GetValueOrDefault(predicted) + number;
        }

        return [.. mistakes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(count).Select(pair => pair.Key).Order()];
    }
}
