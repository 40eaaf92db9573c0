namespace VitMlNet.Cli.Scoring;

/// <summary>Picks the classes with the highest scores.</summary>
internal static class TopClasses
{
    /// <summary>The <paramref name="count"/> classes with the highest scores, the highest first, and the lower index first among equal ones.</summary>
    public static IReadOnlyList<VitPrediction> Of(float[] scores, IReadOnlyList<string> labels, int count) =>
    [
        .. Enumerable.Range(0, scores.Length)
            .OrderByDescending(index => scores[index])
            .Take(count)
            .Select(index => new VitPrediction(index, labels[index], scores[index])),
    ];
}
