namespace VitMlNet.Cli;

/// <summary>
/// Finds the photographs whose given class is doubtful: another class was predicted, with at least the probability that photographs of that
/// class have for it on average (confident learning: Northcutt, Jiang and Chuang, 2021).
/// </summary>
/// <remarks>The outcomes are to come from classifiers that did not learn from the photographs.</remarks>
internal static class DoubtfulLabels
{
    /// <summary>The doubtful ones, the most doubtful first.</summary>
    public static IReadOnlyList<Outcome> Find(IReadOnlyList<Outcome> outcomes)
    {
        Dictionary<int, double> usual = outcomes.GroupBy(outcome => outcome.Actual)
            .ToDictionary(group => group.Key, group => group.Average(outcome => (double)outcome.ActualScore));
        return
        [
            .. outcomes.Where(outcome => !outcome.IsRight && outcome.Score >= usual.GetValueOrDefault(outcome.Predicted, double.MaxValue))
                .OrderBy(outcome => outcome.ActualScore - outcome.Score)
                .ThenBy(outcome => outcome.Path, StringComparer.Ordinal),
        ];
    }
}
