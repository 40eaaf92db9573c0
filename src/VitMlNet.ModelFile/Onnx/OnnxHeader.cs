namespace VitMlNet.ModelFile;

/// <summary>A tensor that is an input or output of an ONNX graph.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="ElementType">The ONNX element type; 1 is float32.</param>
/// <param name="Dimensions">The dimensions, <see langword="null"/> for a dynamic one; <see langword="null"/> if the graph states no shape.</param>
internal sealed record OnnxTensorInfo(string Name, int ElementType, IReadOnlyList<long?>? Dimensions)
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int64 = 7;
    public const int Text = 8;
    public const int Float16 = 10;

    /// <summary>The names of the dynamic dimensions; <see langword="null"/> for the others, and for those without a name.</summary>
    public IReadOnlyList<string?> Symbols { get; init; } = [];

    /// <summary>What its dimensions mean, where the graph says it (<c>DATA_BATCH</c>, <c>DATA_CHANNEL</c>, <c>DATA_FEATURE</c>); else null.</summary>
    public IReadOnlyList<string?> Denotations { get; init; } = [];

    /// <summary>Whether it is no tensor but a sequence of maps from class names to scores, as ZipMap gives it.</summary>
    public bool IsSequenceOfMaps { get; init; }

    /// <summary>The type and shape as users write it: <c>float32 [batch, 224, 224, 3]</c>.</summary>
    public string Describe()
    {
        if (IsSequenceOfMaps)
            return "a sequence of maps";
        string type = ElementType switch
        {
            Float => "float32",
            UInt8 => "uint8",
            3 => "int8",
            6 => "int32",
            Int64 => "int64",
            Text => "text",
            Float16 => "float16",
            11 => "float64",
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

    /// <summary>The version of the file format; 0 if it is not stated.</summary>
    public long IrVersion { get; init; }

    /// <summary>The versions of the operator sets, by their domains; the standard one is the empty name.</summary>
    public IReadOnlyDictionary<string, long> Opsets { get; init; } = new Dictionary<string, long>();

    /// <summary>The ONNX element types of the weights.</summary>
    public IReadOnlySet<int> WeightTypes { get; init; } = new HashSet<int>();

    /// <summary>The values of constants and weights of a few numbers, by their names.</summary>
    public IReadOnlyDictionary<string, float[]> Constants { get; init; } = new Dictionary<string, float[]>();

    /// <summary>The class names of a ZipMap, by the name of its output; numbers are written out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> MapKeys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The operations that take each tensor.</summary>
    public ILookup<string, OnnxNode> Consumers { get; init; } = Array.Empty<OnnxNode>().ToLookup(_ => "");

    /// <summary>The operation that computes each tensor, with its first input.</summary>
    public IReadOnlyDictionary<string, OnnxStep> Steps { get; init; } = new Dictionary<string, OnnxStep>();
}

/// <summary>An operation of a graph.</summary>
/// <param name="Operation">The operator, such as <c>Softmax</c>.</param>
/// <param name="Input">Its first input; empty if it has none.</param>
internal readonly record struct OnnxStep(string Operation, string Input);

/// <summary>An operation of a graph with all its tensors.</summary>
/// <param name="Operation">The operator, such as <c>Softmax</c>.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record OnnxNode(string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);
