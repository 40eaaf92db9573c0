namespace VitMlNet;

/// <summary>An output with a role.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Length">The number of values that each photograph is given.</param>
internal sealed record ModelOutput(string Name, int Length)
{
    /// <summary>Whether it is [batch, tokens, length], of which the first token counts; else it is [batch, length].</summary>
    public bool IsTokens { get; init; }

    /// <summary>The number of tokens, where it has some and the graph says how many.</summary>
    public long? TokenCount { get; init; }

    /// <summary>Whether it holds probabilities; else logits, or features.</summary>
    public bool IsProbabilities { get; init; }
}
