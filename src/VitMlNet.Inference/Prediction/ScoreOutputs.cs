namespace VitMlNet;

/// <summary>What is computed for a photograph, all in one run of the model.</summary>
[Flags]
internal enum ScoreOutputs
{
    None = 0,

    /// <summary>A probability for each class.</summary>
    Scores = 1,

    Features = 2,

    /// <summary>An attention map.</summary>
    Attention = 4,
}
