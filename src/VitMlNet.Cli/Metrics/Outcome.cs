namespace VitMlNet.Cli;

/// <summary>What a classifier said of a photograph whose class is known.</summary>
/// <param name="Path">The photograph.</param>
/// <param name="Actual">Its class, by its index.</param>
/// <param name="Predicted">The class with the highest score; the lower index among equal ones.</param>
/// <param name="Score">That class's score.</param>
/// <param name="ActualScore">The score of the photograph's own class.</param>
/// <param name="Rank">The place of the photograph's own class among all by their scores, from 1.</param>
internal readonly record struct Outcome(string Path, int Actual, int Predicted, float Score, float ActualScore, int Rank)
{
    public bool IsRight => Actual == Predicted;

    /// <summary>The outcome of a photograph's scores, one for each class and none of them NaN.</summary>
    public static Outcome Of(string path, int actual, ReadOnlySpan<float> scores)
    {
        float own = scores[actual];
        int predicted = 0;
        int rank = 1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[predicted])
                predicted = i;
            if (scores[i] > own || (scores[i] == own && i < actual))
                rank++;
        }

        return new Outcome(path, actual, predicted, scores[predicted], own, rank);
    }
}
