namespace VitMlNet.Conversion.Checkpoints;

/// <summary>What a checkpoint says, or its format implies, beside its tensors. The defaults are those of Google's own files.</summary>
internal sealed record CheckpointFacts
{
    /// <summary>The format in words, with what wrote it where that is known.</summary>
    public required string Format { get; init; }

    /// <summary>Where the names of the tensors come from.</summary>
    public required string Names { get; init; }

    /// <summary>The family of the network, such as DINOv2; <see langword="null"/> for Google's Vision Transformers and their hybrids.</summary>
    public string? Family { get; init; }

    /// <summary>The numerics to convert with, unless others are asked for.</summary>
    public NetworkNumerics Numerics { get; init; } = NetworkNumerics.Jax;

    /// <summary>Why these numerics are the right ones.</summary>
    public string NumericsReason { get; init; } = "the checkpoint is in a format of Google's";

    /// <summary>The numerics of the library that wrote the file; <see langword="null"/> for a format of Google's.</summary>
    public NetworkNumerics? LibraryNumerics { get; init; }

    /// <summary>Whether the network can have been trained with the original code, so that its numerics may be asked for.</summary>
    public bool MayBeJax { get; init; } = true;

    /// <summary>The height and width of the input; <see langword="null"/> where nothing says it.</summary>
    public int? Resolution { get; init; }

    /// <summary>The preprocessing, in the words of the model file's metadata.</summary>
    public string Preprocessing { get; init; } = "google";

    /// <summary>The class names in the order of the logits; <see langword="null"/> where none are said.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What a user should know of what was assumed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the output <c>tokens</c> is taken before the last LayerNorm.</summary>
    public bool TokensBeforeNorm { get; init; }

    /// <summary>Whether the head sees the class token and the mean of the patches side by side.</summary>
    public bool HeadSeesPatchMean { get; init; }
}
