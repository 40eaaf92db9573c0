namespace VitMlNet;

/// <summary>What a photograph shows: one probability for each class of the model. Immutable and thread-safe.</summary>
public sealed class VitClassification
{
    private readonly float[] _scores;
    private readonly float[] _attention;

    internal VitClassification(IReadOnlyList<string> labels, float[] scores, float[] attention)
    {
        (Labels, _scores, _attention) = (labels, scores, attention);
        Index = TopScores.Find(scores, 1) is [var best] ? best : -1;
    }

    /// <summary>The most probable class's name; empty where the model returned no numbers (NaN).</summary>
    public string Label => Index < 0 ? "" : Labels[Index];

    /// <summary>The most probable class's probability, from 0 to 1; NaN where the model returned no numbers.</summary>
    public float Score => Index < 0 ? float.NaN : _scores[Index];

    /// <summary>The most probable class's position in the model's output, from 0; -1 where the model returned no numbers.</summary>
    public int Index { get; }

    /// <summary>The probability of each class, in the order of the model's output; they add up to 1 unless the model's own scores do not.</summary>
    public ReadOnlyMemory<float> Scores => _scores;

    /// <summary>The classes' names, in the order of <see cref="Scores"/>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>
    /// How much of each patch went into the answer, row by row from the top left; adds up to 1. Empty unless
    /// <see cref="VitPredictorOptions.IncludeAttention"/> is set. <see cref="VitHeatMap"/> draws it over the photograph.
    /// </summary>
    public ReadOnlyMemory<float> Attention => _attention;

    /// <summary>The most probable classes.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>At most <paramref name="count"/> classes, the highest probability first, the lower index first among equal ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<VitPrediction> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. TopScores.Find(_scores, count).Select(index => new VitPrediction(index, Labels[index], _scores[index]))];
    }

    /// <summary>The most probable class and its probability.</summary>
    /// <returns>For instance <c>daisy (0.98)</c>.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label} ({Score:0.00})");
}
