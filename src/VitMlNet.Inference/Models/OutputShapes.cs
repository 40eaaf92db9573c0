using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The outputs of another tool's file, with the widths that it leaves open filled in, as scores or as features.</summary>
/// <param name="header">What the file says.</param>
/// <param name="input">The input of pixels.</param>
/// <param name="tensors">The outputs.</param>
internal sealed class OutputShapes(OnnxHeader header, ModelInput input, IReadOnlyList<OnnxTensorInfo> tensors)
{
    public IReadOnlyList<OnnxTensorInfo> Tensors => tensors;

    /// <summary>Whether the width of an output that may be features is open.</summary>
    public bool HasOpenFeatures => tensors.Any(tensor => IsNumbers(tensor) && !tensor.Name.StartsWith("logits", StringComparison.Ordinal) && tensor.Dimensions switch
    {
        [_, var width] => width is null,
        [_, _, var width] => width is null,
        [_, var first, _, var last] => (IsWidthLast ? last : first) is null,
        null => true,
        _ => false,
    });

    private bool IsWidthLast => input.Layout == VitPixelLayout.ChannelsLast;

    /// <summary>The outputs with the widths that a network's settings tell.</summary>
    public static OutputShapes Create(OnnxHeader header, ModelInput input, NetworkSettings? network) => new(
        header,
        input,
        [.. header.Outputs.Select(tensor => (tensor.Name, tensor.Dimensions) switch
        {
            ("last_hidden_state", [_, _, null]) or ("pooler_output", [_, null]) => WithWidth(tensor, network?.HiddenSize),
            ("image_embeds", [_, null]) => WithWidth(tensor, network?.ProjectionSize),
            _ => tensor,
        })]);

    /// <summary>The outputs with the shapes that ONNX Runtime finds.</summary>
    public OutputShapes Probe(ModelStorage storage) => new(header, input, ShapeProbe.Find(storage, input, tensors));

    /// <summary>An output as one vector of fixed width for each photograph; null where it is something else.</summary>
    public ModelOutput? AsVector(OnnxTensorInfo tensor)
    {
        if (tensor.IsSequenceOfMaps)
        {
            return header.MapKeys.TryGetValue(tensor.Name, out IReadOnlyList<string>? keys)
                ? new ModelOutput(tensor.Name, keys.Count) { ElementType = 0, MapKeys = InOrder(keys), IsProbabilities = true }
                : null;
        }

        if (!IsNumbers(tensor))
            return null;
        long? width = tensor.Dimensions switch
        {
            [_, var length] when input.HasBatch => length,
            [_, var length, 1, 1] when input.HasBatch => length,
            [var length] when !input.HasBatch => length,
            [1, var length] when !input.HasBatch => length,
            _ => null,
        };
        return width is > 0 and < int.MaxValue ? new ModelOutput(tensor.Name, (int)width) { ElementType = tensor.ElementType } : null;
    }

    /// <summary>An output as features of fixed width, pooled where it is one of tokens or a feature map; null where it is something else.</summary>
    public ModelOutput? AsFeatures(OnnxTensorInfo tensor, VitPooling ofTokens)
    {
        if (AsVector(tensor) is { } vector)
            return tensor.IsSequenceOfMaps ? null : vector;
        if (!IsNumbers(tensor) || tensor.Dimensions is not { } dimensions)
            return null;
        if (!input.HasBatch)
            dimensions = [1, .. dimensions];
        return dimensions switch
        {
            [_, var tokens, > 0 and < int.MaxValue] => new ModelOutput(tensor.Name, (int)dimensions[2]!)
            {
                Pooling = ofTokens is VitPooling.TokenMean or VitPooling.PatchMean ? ofTokens : VitPooling.FirstToken,
                TokenCount = tokens,
                ElementType = tensor.ElementType,
            },
            [_, var first, _, var last] when (IsWidthLast ? last : first) is > 0 and < int.MaxValue and var width => new ModelOutput(tensor.Name, (int)width)
            {
                Pooling = VitPooling.SpatialMean,
                TokenCount = IsWidthLast ? dimensions[1] * dimensions[2] : dimensions[2] * dimensions[3],
                IsWidthLast = IsWidthLast,
                ElementType = tensor.ElementType,
            },
            _ => null,
        };
    }

    // Keys that are the numbers of the classes are brought into their order.
    private static IReadOnlyList<string> InOrder(IReadOnlyList<string> keys)
    {
        string[] numbers = [.. Enumerable.Range(0, keys.Count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return keys.ToHashSet().SetEquals(numbers) ? numbers : keys;
    }

    private static bool IsNumbers(OnnxTensorInfo tensor) => tensor.ElementType is OnnxTensorInfo.Float or OnnxTensorInfo.Float16 or 11;

    private static OnnxTensorInfo WithWidth(OnnxTensorInfo tensor, int? width) =>
        width is null ? tensor : tensor with { Dimensions = [.. tensor.Dimensions!.SkipLast(1), width] };
}
