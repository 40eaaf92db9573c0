using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The steps that functions share: floats to bytes with a dynamic scale, and product sums to floats.</summary>
internal static class QuantizeFunctions
{
    private const float UnsignedSteps = 255;
    private const float SignedSteps = 127;
    private const int ZeroPoint = 128;

    /// <summary>Bytes of [n, …] that are not negative, with a scale for each image.</summary>
    public static void QuantizeImages(this FunctionBuilder function, string x, string quantized, string scale)
    {
        string largest = function.Node("ReduceMax", [x, function.Integers(1, 2, 3)], Attribute("keepdims", 1));
        string scales = function.Scales(largest, UnsignedSteps, scale);
        string rows = function.Node("Flatten", [x], Attribute("axis", 1));
        string bytes = function.Node("QuantizeLinear", [rows, scales], Attribute("axis", 0));
        function.Node("Reshape", quantized, [bytes, function.Node("Shape", [x])]);
    }

    /// <summary>Bytes of [n, tokens, length] with signs, rotated by the input <c>rotation</c>, and a scale for each token.</summary>
    public static void QuantizeTokens(this FunctionBuilder function, string x, string quantized, string scale)
    {
        string size = function.Node("Shape", ["rotation"], Attribute("start", 0L), Attribute("end", 1L));
        string shape = function.Node("Concat", [function.Integers(0, 0), size, function.Integers(-1)], Attribute("axis", 0L));
        string turned = function.Node("MatMul", ["rotation", function.Node("Reshape", [x, shape])]);
        x = function.Node("Reshape", [turned, function.Node("Shape", [x])]);
        string magnitude = function.Node("Abs", [x]);
        string largest = function.Node("ReduceMax", [magnitude, function.Integers(-1)], Attribute("keepdims", 1));
        string scales = function.Scales(largest, SignedSteps, scale);
        string rows = function.Node("Flatten", [x], Attribute("axis", 2));
        string zero = function.Node("Expand", [function.ToUInt8(function.Integers(ZeroPoint)), function.Node("Shape", [scales])]);
        string bytes = function.Node("QuantizeLinear", [rows, scales, zero], Attribute("axis", 0));
        function.Node("Reshape", quantized, [bytes, function.Node("Shape", [x])]);
    }

    /// <summary>Floats of the product sums of tokens.</summary>
    public static string DequantizeTokens(this FunctionBuilder function, string output = "")
    {
        string scaled = function.Node("Mul", [function.ToFloat("sums"), "scale"]);
        ReadOnlySpan<string> sum = [function.Node("Mul", [scaled, "column_scales"]), "bias"];
        return output.Length == 0 ? function.Node("Add", sum) : function.Node("Add", output, sum);
    }

    /// <summary>The worth of a step, 1/steps of the largest or of 1; as a vector too.</summary>
    private static string Scales(this FunctionBuilder function, string largest, float steps, string scale)
    {
        string positive = function.Node("Greater", [largest, function.Scalar(0)]);
        string range = function.Node("Where", [positive, largest, function.Scalar(1)]);
        function.Node("Div", scale, [range, function.Scalar(steps)]);
        return function.Node("Reshape", [scale, function.Integers(-1)]);
    }
}
