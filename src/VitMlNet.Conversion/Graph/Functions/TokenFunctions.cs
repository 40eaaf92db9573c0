using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The operators of the encoder, each with a scale for each token.</summary>
internal static class TokenFunctions
{
    private const float Epsilon = 1e-6f;

    private static readonly string[] Sums = ["sums", "scale", "column_scales", "bias"];
    private static readonly string[] Quantized = ["quantized", "quantized_scale"];

    public static FunctionProto LayerNormQuantize()
    {
        var function = new FunctionBuilder(KernelOperatorNames.LayerNormQuantize, ["x", "gamma", "beta", "rotation"], Quantized);
        string normalized = function.Node("LayerNormalization", ["x", "gamma", "beta"], Attribute("axis", -1L), Attribute("epsilon", Epsilon));
        function.QuantizeTokens(normalized, "quantized", "quantized_scale");
        return function.Function;
    }

    public static FunctionProto QuantizeTokens()
    {
        var function = new FunctionBuilder(KernelOperatorNames.QuantizeTokens, ["x", "rotation"], Quantized);
        function.QuantizeTokens("x", "quantized", "quantized_scale");
        return function.Function;
    }

    public static FunctionProto DequantizeBias()
    {
        var function = new FunctionBuilder(KernelOperatorNames.DequantizeBias, Sums, ["y"]);
        function.DequantizeTokens("y");
        return function.Function;
    }

    public static FunctionProto DequantizeBiasAdd()
    {
        var function = new FunctionBuilder(KernelOperatorNames.DequantizeBiasAdd, [.. Sums, "residual"], ["y"]);
        function.Node("Add", "y", [function.DequantizeTokens(), "residual"]);
        return function.Function;
    }

    public static FunctionProto DequantizeGeluQuantize()
    {
        var function = new FunctionBuilder(KernelOperatorNames.DequantizeGeluQuantize, [.. Sums, "rotation"], Quantized);
        string activated = function.Node("Gelu", [function.DequantizeTokens()], Attribute("approximate", "tanh"));
        function.QuantizeTokens(activated, "quantized", "quantized_scale");
        return function.Function;
    }

    public static FunctionProto AttentionQuantize()
    {
        var function = new FunctionBuilder(KernelOperatorNames.AttentionQuantize, [.. Sums, "rotation"], Quantized, "heads", "queries");
        string[] parts = function.NodeWithOutputs(
            "Split", ["all_queries", "keys", "values"], [function.DequantizeTokens()], Attribute("axis", -1L), Attribute("num_outputs", 3L));
        string asked = function.Node("Slice", [parts[0], function.Integers(0), function.IntegersOf("queries"), function.Integers(1)]);
        string shape = function.Node("Concat", [function.Integers(0, 0), function.IntegersOf("heads"), function.Integers(-1)], Attribute("axis", 0L));
        string scores = function.Node("MatMul", [Heads(asked, 0, 2, 1, 3), Heads(parts[1], 0, 2, 3, 1)]);
        string mixed = function.Node("MatMul", [function.Node("Softmax", [scores], Attribute("axis", -1L)), Heads(parts[2], 0, 2, 1, 3)]);
        string tokens = function.Node("Transpose", [mixed], Attribute("perm", 0, 2, 1, 3));
        function.QuantizeTokens(function.Node("Reshape", [tokens, function.Integers(0, 0, -1)]), "quantized", "quantized_scale");
        return function.Function;

        string Heads(string x, params ReadOnlySpan<long> permutation) =>
            function.Node("Transpose", [function.Node("Reshape", [x, shape])], Attribute("perm", permutation));
    }
}
