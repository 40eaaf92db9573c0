using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;
using static VitMlNet.ModelFile.Onnx.KernelOperatorNames;

namespace VitMlNet.Conversion.Graph;

/// <summary>The operators of the ResNet: GroupNorm of a convolution's product sums, and what follows it.</summary>
internal static class GroupNormFunctions
{
    private const float Epsilon = 1e-6f;

    private static readonly string[] Sums = ["sums", "scale", "column_scales", "gamma", "beta"];
    private static readonly string[] Quantized = ["quantized", "quantized_scale"];

    public static FunctionProto ReluQuantize()
    {
        var function = new FunctionBuilder(GroupNormReluQuantize, Sums, Quantized);
        function.QuantizeImages(function.Node("Relu", [Normalize(function, Sums)]), "quantized", "quantized_scale");
        return function.Function;
    }

    /// <summary>The nine pixels of a 3x3 convolution side by side, as the kernel's order HWIO has them.</summary>
    public static FunctionProto ReluQuantizePatches()
    {
        var function = new FunctionBuilder(GroupNormReluQuantizePatches, Sums, ["patches", "patches_scale"], "strides", "pads");
        function.QuantizeImages(function.Node("Relu", [Normalize(function, Sums)]), "quantized", "patches_scale");
        string padded = function.Node("Pad", ["quantized", function.IntegersOf("pads")]);
        string axes = function.Integers(1, 2);
        string strides = function.IntegersOf("strides");
        var pixels = new List<string>();
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 3; x++)
                pixels.Add(function.Node("Slice", [padded, function.Integers(y, x), function.Integers(End(y), End(x)), axes, strides]));
        }

        function.Node("Concat", "patches", [.. pixels], Attribute("axis", -1));
        return function.Function;

        static long End(int start) => start == 2 ? int.MaxValue : start - 2;
    }

    public static FunctionProto AddReluQuantize()
    {
        var function = new FunctionBuilder(GroupNormAddReluQuantize, [.. Sums, "residual"], ["y", .. Quantized]);
        Finish(function, Normalize(function, Sums), "residual");
        return function.Function;
    }

    public static FunctionProto AddGroupNormReluQuantize()
    {
        string[] residual = [.. Sums.Select(input => "residual_" + input)];
        var function = new FunctionBuilder(GroupNormAddGroupNormReluQuantize, [.. Sums, .. residual], ["y", .. Quantized]);
        Finish(function, Normalize(function, Sums), Normalize(function, residual));
        return function.Function;
    }

    /// <summary>The root's activation, in the order NCHW until it is pooled.</summary>
    public static FunctionProto ReluMaxPoolQuantize()
    {
        var function = new FunctionBuilder(GroupNormReluMaxPoolQuantize, ["x", "gamma", "beta"], Quantized, "pads");
        string groups = function.Node("Shape", ["gamma"], Attribute("start", 0L), Attribute("end", 1L));
        string grouped = function.Node("Reshape", ["x", function.Node("Concat", [function.Integers(0), groups, function.Integers(-1)], Attribute("axis", 0L))]);
        string normalized = function.Node(
            "InstanceNormalization",
            [grouped, function.Node("Expand", [function.Scalar(1), groups]), function.Node("Expand", [function.Scalar(0), groups])],
            Attribute("epsilon", Epsilon));
        string channels = function.Node("Reshape", [normalized, function.Node("Shape", ["x"])]);
        string alongChannels = function.Integers(1, -1, 1, 1);
        string scaled = function.Node("Mul", [channels, function.Node("Reshape", ["gamma", alongChannels])]);
        string moved = function.Node("Add", [scaled, function.Node("Reshape", ["beta", alongChannels])]);
        string pooled = function.Node(
            "MaxPool",
            [function.Node("Relu", [moved])],
            Attribute("kernel_shape", 3, 3),
            Attribute("strides", 2, 2),
            FunctionBuilder.Given("pads", "pads"));
        function.QuantizeImages(function.Node("Transpose", [pooled], Attribute("perm", 0, 2, 3, 1)), "quantized", "quantized_scale");
        return function.Function;
    }

    private static void Finish(FunctionBuilder function, string normalized, string residual)
    {
        function.Node("Relu", "y", [function.Node("Add", [normalized, residual])]);
        function.QuantizeImages("y", "quantized", "quantized_scale");
    }

    /// <summary>The statistics of a group are the means of its channels' statistics; gamma's shape [groups, channels of a group] says which.</summary>
    private static string Normalize(FunctionBuilder function, string[] inputs)
    {
        (string sums, string scale, string columnScales, string gamma, string beta) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        string steps = function.Node("Mul", [scale, columnScales]);
        string x = function.Node("Mul", [function.ToFloat(sums), steps]);
        string groups = function.Node("Concat", [function.Integers(-1), function.Node("Shape", [gamma])], Attribute("axis", 0L));
        string mean = MeanOfGroups(function, x, groups);
        string square = MeanOfGroups(function, function.Node("Mul", [x, x]), groups);
        string variance = function.Node("Max", [function.Node("Sub", [square, function.Node("Mul", [mean, mean])]), function.Scalar(0)]);
        string deviation = function.Node("Sqrt", [function.Node("Add", [variance, function.Scalar(Epsilon)])]);
        string factor = function.Node("Div", [gamma, deviation]);
        string addend = function.Node("Sub", [beta, function.Node("Mul", [mean, factor])]);
        string channels = function.Node("Shape", [steps]);
        string scaled = function.Node("Mul", [x, function.Node("Reshape", [factor, channels])]);
        return function.Node("Add", [scaled, function.Node("Reshape", [addend, channels])]);
    }

    private static string MeanOfGroups(FunctionBuilder function, string x, string groups)
    {
        string channels = function.Node("ReduceMean", [x, function.Integers(1, 2)], Attribute("keepdims", 1L));
        return function.Node("ReduceMean", [function.Node("Reshape", [channels, groups]), function.Integers(2)], Attribute("keepdims", 1L));
    }
}
