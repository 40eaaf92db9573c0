namespace VitMlNet;

/// <summary>What to take instead of what a model file says about itself.</summary>
public sealed record VitModelOptions
{
    /// <summary>The class names in the order of the logits, or <see langword="null"/> (the default) for those of the file.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The preprocessing of the photographs, or <see langword="null"/> (the default) for that of the file.</summary>
    public VitPreprocessing? Preprocessing { get; init; }
}
