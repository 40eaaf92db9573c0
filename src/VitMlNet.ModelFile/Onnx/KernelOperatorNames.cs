namespace VitMlNet.ModelFile.Onnx;

/// <summary>
/// The operators of int8 models that VitMlNet has kernels for. A model file defines each that it uses by a function of standard
/// operators, so that any ONNX Runtime can score it.
/// </summary>
internal static class KernelOperatorNames
{
    /// <summary>The domain of the operators. An operator that comes to mean something else takes a new name.</summary>
    public const string Domain = "vitmlnet";

    /// <summary>The version of the domain.</summary>
    public const int Version = 1;

    public const string GroupNormReluQuantize = nameof(GroupNormReluQuantize);
    public const string GroupNormReluQuantizePatches = nameof(GroupNormReluQuantizePatches);
    public const string GroupNormAddReluQuantize = nameof(GroupNormAddReluQuantize);
    public const string GroupNormAddGroupNormReluQuantize = nameof(GroupNormAddGroupNormReluQuantize);
    public const string GroupNormReluMaxPoolQuantize = nameof(GroupNormReluMaxPoolQuantize);
    public const string LayerNormQuantize = nameof(LayerNormQuantize);
    public const string QuantizeTokens = nameof(QuantizeTokens);
    public const string DequantizeBias = nameof(DequantizeBias);
    public const string DequantizeBiasAdd = nameof(DequantizeBiasAdd);
    public const string DequantizeGeluQuantize = nameof(DequantizeGeluQuantize);
    public const string AttentionQuantize = nameof(AttentionQuantize);

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        GroupNormReluQuantize,
        GroupNormReluQuantizePatches,
        GroupNormAddReluQuantize,
        GroupNormAddGroupNormReluQuantize,
        GroupNormReluMaxPoolQuantize,
        LayerNormQuantize,
        QuantizeTokens,
        DequantizeBias,
        DequantizeBiasAdd,
        DequantizeGeluQuantize,
        AttentionQuantize,
    };
}
