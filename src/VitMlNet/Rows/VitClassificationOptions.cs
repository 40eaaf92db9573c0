namespace VitMlNet;

/// <summary>How photographs are classified in an ML.NET pipeline.</summary>
public sealed class VitClassificationOptions : VitScoringOptions
{
    private int _topCount;

    /// <summary>
    /// How many of the most probable classes to list in the columns <see cref="TopLabelsColumnName"/> (text) and
    /// <see cref="TopScoresColumnName"/> (float), highest first; 0 (the default) for no such columns. At most the number of classes is used.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopCount
    {
        get => _topCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(TopCount));
            _topCount = value;
        }
    }

    /// <summary>The column with the names of the most probable classes; <c>TopLabels</c> by default.</summary>
    public string TopLabelsColumnName { get; set; } = "TopLabels";

    /// <summary>The column with their probabilities; <c>TopScores</c> by default.</summary>
    public string TopScoresColumnName { get; set; } = "TopScores";
}
