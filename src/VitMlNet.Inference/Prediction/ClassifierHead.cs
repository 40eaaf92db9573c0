namespace VitMlNet;

/// <summary>A classifier that was trained on a model's features, and takes the place of the model's own. Implementations are thread-safe.</summary>
internal abstract class ClassifierHead
{
    /// <summary>The classes' names.</summary>
    public abstract IReadOnlyList<string> Labels { get; }

    /// <summary>Computes one probability for each class from the features of one image.</summary>
    public abstract void Score(ReadOnlySpan<float> features, Span<float> scores);
}
