namespace VitMlNet;

/// <summary>An output with a role.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Length">The number of values that each photograph is given.</param>
internal sealed record ModelOutput(string Name, int Length)
{
    /// <summary>How it becomes one vector for each photograph.</summary>
    public VitPooling Pooling { get; init; }

    /// <summary>Whether it is [batch, tokens, length].</summary>
    public bool IsTokens => Pooling is VitPooling.FirstToken or VitPooling.TokenMean or VitPooling.PatchMean;

    /// <summary>Whether the width comes last, also in a feature map.</summary>
    public bool IsWidthLast { get; init; } = true;

    /// <summary>The number of tokens, or of cells of a feature map, where it has some and the graph says how many.</summary>
    public long? TokenCount { get; init; }

    /// <summary>Whether it holds probabilities; else logits, or features.</summary>
    public bool IsProbabilities { get; init; }

    /// <summary>Whether each logit has a sigmoid of its own, since several classes may be true; else they share a softmax.</summary>
    public bool IsMultiLabel { get; init; }

    /// <summary>The ONNX element type; 0 for a sequence of maps.</summary>
    public int ElementType { get; init; } = ModelFile.OnnxTensorInfo.Float;

    /// <summary>The classes of a sequence of maps, in the order of the scores.</summary>
    public IReadOnlyList<string>? MapKeys { get; init; }

    /// <summary>Whether ML.NET can take it: a tensor of float32.</summary>
    public bool IsPlain => ElementType == ModelFile.OnnxTensorInfo.Float;
}
