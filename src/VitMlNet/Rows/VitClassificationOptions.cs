namespace VitMlNet;

/// <summary>How photographs are classified.</summary>
public sealed record VitClassificationOptions : VitScoringOptions
{
    private readonly int _topCount;

    /// <summary>
    /// How many of the best classes to list in the columns <see cref="TopLabelsColumnName"/> (text) and
    /// <see cref="TopScoresColumnName"/> (float), best first; 0 (the default) for no such columns. More than there are classes means all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopCount
    {
        get => _topCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(TopCount));
            _topCount = value;
        }
    }

    /// <summary>The column with the names of the best classes; <c>TopLabels</c> by default.</summary>
    public string TopLabelsColumnName { get; init; } = "TopLabels";

    /// <summary>The column with the probabilities of the best classes; <c>TopScores</c> by default.</summary>
    public string TopScoresColumnName { get; init; } = "TopScores";
}
