using static VitMlNet.Kernels.KernelElement;

namespace VitMlNet.Kernels;

/// <summary>The operators that model files may use, each of them also described by a function of standard operators in the file.</summary>
internal static class KernelOperators
{
    /// <summary>The domain of the operators. A change of what an operator means takes a new domain or a new name.</summary>
    public const string Domain = "vitmlnet";

    private static readonly KernelElement[] Sums = [Integer, Float, Float, Float, Float];
    private static readonly KernelElement[] Rows = [Integer, Float, Float, Float];

    public static KernelOperator[] All { get; } =
    [
        new("GroupNormReluQuantize", Sums, [UInt8, Float], _ => new GroupNormReluQuantize()),
        new("GroupNormReluQuantizePatches", Sums, [UInt8, Float], attributes =>
            new GroupNormReluQuantizePatches(new PatchGeometry(attributes.Integers("strides"), attributes.Integers("pads")))),
        new("GroupNormAddReluQuantize", [.. Sums, Float], [Float, UInt8, Float], _ => new GroupNormAddReluQuantize(normalizedResidual: false)),
        new("GroupNormAddGroupNormReluQuantize", [.. Sums, .. Sums], [Float, UInt8, Float], _ => new GroupNormAddReluQuantize(normalizedResidual: true)),
        new("GroupNormReluMaxPoolQuantize", [Float, Float, Float], [UInt8, Float], attributes =>
            new GroupNormReluMaxPoolQuantize(new PoolGeometry(attributes.Integers("pads")))),
        new("LayerNormQuantize", [Float, Float, Float], [UInt8, Float], _ => new LayerNormQuantize()),
        new("QuantizeTokens", [Float], [UInt8, Float], _ => new QuantizeTokens()),
        new("DequantizeBias", Rows, [Float], _ => new DequantizeBias(residual: false)),
        new("DequantizeBiasAdd", [.. Rows, Float], [Float], _ => new DequantizeBias(residual: true)),
        new("DequantizeGeluQuantize", Rows, [UInt8, Float], _ => new DequantizeGeluQuantize()),
        new("AttentionQuantize", Rows, [UInt8, Float], attributes =>
            new AttentionQuantize(attributes.Integers("heads"), attributes.Integers("queries"))),
    ];
}
