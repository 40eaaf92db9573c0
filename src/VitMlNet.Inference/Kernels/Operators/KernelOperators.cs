using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Kernels.KernelElement;

namespace VitMlNet.Kernels;

/// <summary>The operators that model files may use, each of them also described by a function of standard operators in the file.</summary>
internal static class KernelOperators
{
    private static readonly KernelElement[] Sums = [Integer, Float, Float, Float, Float];
    private static readonly KernelElement[] Rows = [Integer, Float, Float, Float];

    public static KernelOperator[] All { get; } =
    [
        new(KernelOperatorNames.GroupNormReluQuantize, Sums, [UInt8, Float], _ => new GroupNormReluQuantize()),
        new(KernelOperatorNames.GroupNormReluQuantizePatches, Sums, [UInt8, Float], attributes =>
            new GroupNormReluQuantizePatches(new PatchGeometry(attributes.Integers("strides"), attributes.Integers("pads")))),
        new(KernelOperatorNames.GroupNormAddReluQuantize, [.. Sums, Float], [Float, UInt8, Float], _ => new GroupNormAddReluQuantize(normalizedResidual: false)),
        new(KernelOperatorNames.GroupNormAddGroupNormReluQuantize, [.. Sums, .. Sums], [Float, UInt8, Float], _ => new GroupNormAddReluQuantize(normalizedResidual: true)),
        new(KernelOperatorNames.GroupNormReluMaxPoolQuantize, [Float, Float, Float], [UInt8, Float], attributes =>
            new GroupNormReluMaxPoolQuantize(new PoolGeometry(attributes.Integers("pads")))),
        new(KernelOperatorNames.LayerNormQuantize, [Float, Float, Float, Float], [UInt8, Float], _ => new LayerNormQuantize()),
        new(KernelOperatorNames.QuantizeTokens, [Float, Float], [UInt8, Float], _ => new QuantizeTokens()),
        new(KernelOperatorNames.DequantizeBias, Rows, [Float], _ => new DequantizeBias(residual: false)),
        new(KernelOperatorNames.DequantizeBiasAdd, [.. Rows, Float], [Float], _ => new DequantizeBias(residual: true)),
        new(KernelOperatorNames.DequantizeGeluQuantize, [.. Rows, Float], [UInt8, Float], _ => new DequantizeGeluQuantize()),
        new(KernelOperatorNames.AttentionQuantize, [.. Rows, Float], [UInt8, Float], attributes =>
            new AttentionQuantize(attributes.Integers("heads"), attributes.Integers("queries"))),
    ];
}
