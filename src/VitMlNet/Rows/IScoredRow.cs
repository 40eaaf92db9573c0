namespace VitMlNet;

/// <summary>A row whose image has been scored, or could not be read.</summary>
internal interface IScoredRow
{
    /// <summary>The probabilities or features; empty when <see cref="Error"/> is set.</summary>
    ReadOnlySpan<float> Vector { get; }

    /// <summary>The attention map; empty when <see cref="Error"/> is set, or no maps are wanted.</summary>
    ReadOnlySpan<float> Attention { get; }

    /// <summary>Why the image was not read.</summary>
    VitImageException? Error { get; }
}
