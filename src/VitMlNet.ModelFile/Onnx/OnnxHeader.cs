namespace VitMlNet.ModelFile;

/// <summary>A tensor that is an input or output of an ONNX graph.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="ElementType">The ONNX element type; 1 is float32.</param>
/// <param name="Dimensions">The dimensions, <see langword="null"/> for a dynamic one; <see langword="null"/> if the graph states no shape.</param>
internal sealed record OnnxTensorInfo(string Name, int ElementType, IReadOnlyList<long?>? Dimensions)
{
    public const int Float = 1;

    /// <summary>The names of the dynamic dimensions; <see langword="null"/> for the others, and for those without a name.</summary>
    public IReadOnlyList<string?> Symbols { get; init; } = [];

    /// <summary>The type and shape as users write it: <c>float32 [batch, 224, 224, 3]</c>.</summary>
    public string Describe()
    {
        string type = ElementType switch
        {
            Float => "float32",
            2 => "uint8",
            10 => "float16",
            16 => "bfloat16",
            _ => $"element type {ElementType}",
        };
        return Dimensions is null ? type : $"{type} [{string.Join(", ", Dimensions.Select(d => d?.ToString() ?? "?"))}]";
    }
}

/// <summary>What an ONNX file contains, except for its weights.</summary>
/// <param name="Inputs">The graph's inputs, without those that are initializers.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Metadata">The entries of <c>metadata_props</c>.</param>
/// <param name="ExternalFiles">The files of external weights, relative to the model's folder, with the least length that each must have.</param>
internal sealed record OnnxHeader(
    IReadOnlyList<OnnxTensorInfo> Inputs,
    IReadOnlyList<OnnxTensorInfo> Outputs,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, long> ExternalFiles)
{
    /// <summary>The tool that wrote the file; empty if it is not stated.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The operation that computes each tensor, with its first input.</summary>
    public IReadOnlyDictionary<string, OnnxStep> Steps { get; init; } = new Dictionary<string, OnnxStep>();
}

/// <summary>An operation of a graph.</summary>
/// <param name="Operation">The operator, such as <c>Softmax</c>.</param>
/// <param name="Input">Its first input; empty if it has none.</param>
internal readonly record struct OnnxStep(string Operation, string Input);
