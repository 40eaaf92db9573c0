using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Graph;

/// <summary>The definitions of VitMlNet's operators by standard ones.</summary>
internal static class KernelFunctions
{
    public static IReadOnlyList<FunctionProto> All { get; } =
    [
        GroupNormFunctions.ReluQuantize(),
        GroupNormFunctions.ReluQuantizePatches(),
        GroupNormFunctions.AddReluQuantize(),
        GroupNormFunctions.AddGroupNormReluQuantize(),
        GroupNormFunctions.ReluMaxPoolQuantize(),
        TokenFunctions.LayerNormQuantize(),
        TokenFunctions.QuantizeTokens(),
        TokenFunctions.DequantizeBias(),
        TokenFunctions.DequantizeBiasAdd(),
        TokenFunctions.DequantizeGeluQuantize(),
        TokenFunctions.AttentionQuantize(),
    ];

    /// <summary>Those that a graph uses.</summary>
    public static IEnumerable<FunctionProto> UsedBy(GraphProto graph)
    {
        var types = graph.Node.Where(node => node.Domain == KernelOperatorNames.Domain).Select(node => node.OpType).ToHashSet();
        return All.Where(function => types.Contains(function.Name));
    }
}
