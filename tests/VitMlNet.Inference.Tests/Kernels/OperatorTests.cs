using Microsoft.ML.OnnxRuntime;
using VitMlNet.Conversion.Graph;
using VitMlNet.Kernels;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>The operators in ONNX Runtime: with their kernels, and by their functions of standard operators.</summary>
[TestClass]
public sealed class OperatorTests
{
    [TestMethod]
    public void Every_operator_has_a_function_and_a_kernel()
    {
        string[] functions = [.. KernelFunctions.All.Select(function => function.Name)];
        string[] kernels = [.. KernelOperators.All.Select(definition => definition.Name)];
        CollectionAssert.AreEquivalent(KernelOperatorNames.All.ToArray(), functions);
        CollectionAssert.AreEquivalent(functions, kernels);
        foreach (KernelOperator definition in KernelOperators.All)
        {
            FunctionProto function = KernelFunctions.All.Single(each => each.Name == definition.Name);
            Assert.HasCount(function.Input.Count, definition.Inputs, definition.Name);
            Assert.HasCount(function.Output.Count, definition.Outputs, definition.Name);
        }
    }

    [TestMethod]
    public void Group_norms_agree_with_their_functions()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            SumsCase sums = SumsCase.Any(random);
            SumsCase other = sums.Fill(random);
            (Array, long[])[] inputs = Inputs(sums);
            float[] residual = SumsCase.Floats(random, sums.Values.Length, -2, 2);
            AssertSame(new OperatorModel(KernelOperatorNames.GroupNormReluQuantize), inputs);
            AssertSame(new OperatorModel(KernelOperatorNames.GroupNormAddReluQuantize), [.. inputs, (residual, sums.Shape)]);
            AssertSame(new OperatorModel(KernelOperatorNames.GroupNormAddGroupNormReluQuantize), [.. inputs, .. Inputs(other)]);
            int stride = 1 + seed % 2;
            AssertSame(
                new OperatorModel(
                    KernelOperatorNames.GroupNormReluQuantizePatches,
                    GraphBuilder.Attribute("strides", stride, stride),
                    GraphBuilder.Attribute("pads", 0, 1, 1, 0, 0, 1, 1, 0)),
                inputs);
        }
    }

    [TestMethod]
    public void The_root_agrees_with_its_function()
    {
        var random = new Random(3);
        AssertSame(
            new OperatorModel(KernelOperatorNames.GroupNormReluMaxPoolQuantize, GraphBuilder.Attribute("pads", 0, 0, 1, 1)),
            (SumsCase.Floats(random, 3 * 12 * 14 * 10, -3, 4), [3, 12, 14, 10]),
            (SumsCase.Floats(random, 12, -1, 2), [4, 3]),
            (SumsCase.Floats(random, 12, -1, 1), [4, 3]));
    }

    [TestMethod]
    public void Operators_of_tokens_agree_with_their_functions()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            (int images, int tokens, int length) = (random.Next(1, 4), random.Next(1, 60), 3 * random.Next(1, 40));
            (Array, long[])[] inputs = Inputs(RowsCase.Any(random, images, tokens, length));
            (Array Values, long[] Shape) x = (SumsCase.Floats(random, images * tokens * length, -3, 4), [images, tokens, length]);
            int size = ReferenceKernels.RotationSize(length);
            (Array Values, long[] Shape) rotation = Rotation(size);
            AssertSame(new OperatorModel(KernelOperatorNames.QuantizeTokens), x, rotation);
            AssertSame(
                new OperatorModel(KernelOperatorNames.LayerNormQuantize),
                x,
                (SumsCase.Floats(random, length, -1, 2), [length]),
                (SumsCase.Floats(random, length, -1, 1), [length]),
                rotation);
            AssertSame(new OperatorModel(KernelOperatorNames.DequantizeBias), inputs);
            AssertSame(new OperatorModel(KernelOperatorNames.DequantizeBiasAdd), [.. inputs, x]);
            AssertSame(new OperatorModel(KernelOperatorNames.DequantizeGeluQuantize), [.. inputs, rotation]);
            AssertSame(
                new OperatorModel(
                    KernelOperatorNames.AttentionQuantize,
                    GraphBuilder.Attribute("heads", [1]),
                    GraphBuilder.Attribute("queries", [seed % 2 == 0 ? 1 : int.MaxValue])),
                [.. inputs, Rotation(ReferenceKernels.RotationSize(length / 3))]);
        }
    }

    [TestMethod]
    public void A_registered_kernel_takes_the_place_of_the_function()
    {
        var model = new OperatorModel(KernelOperatorNames.DequantizeBias);
        foreach (NodeProto node in model.Function.Node.Where(node => node.OpType == "Add"))
            node.OpType = "Sub";
        (Array, long[])[] inputs = [(new[] { 10 }, [1, 1, 1]), (new[] { 1f }, [1, 1, 1]), (new[] { 1f }, [1]), (new[] { 2f }, [1])];
        Assert.AreEqual(12f, model.Run(withKernel: true, inputs)[0].GetValue(0));
        Assert.AreEqual(8f, model.Run(withKernel: false, inputs)[0].GetValue(0));
    }

    [TestMethod]
    public void An_error_in_a_kernel_is_an_exception_that_names_it()
    {
        var model = new OperatorModel(KernelOperatorNames.DequantizeBias);
        OnnxRuntimeException error = Assert.ThrowsExactly<OnnxRuntimeException>(() => model.Run(
            withKernel: true, (new int[6], [1, 2, 3]), (new float[2], [1, 2, 1]), (new float[4], [4]), (new float[3], [3])));
        StringAssert.Contains(error.Message, "VitMlNet's kernel DequantizeBias failed");
        StringAssert.Contains(error.Message, "3 elements are expected in the input 'column_scales', and it has the shape [4].");
    }

    [TestMethod]
    public void A_wrong_attribute_is_an_exception_when_the_model_is_opened()
    {
        var model = new OperatorModel(
            KernelOperatorNames.AttentionQuantize, GraphBuilder.Attribute("heads", [0]), GraphBuilder.Attribute("queries", [1]));
        OnnxRuntimeException error = Assert.ThrowsExactly<OnnxRuntimeException>(() => model.Open(withKernel: true).Dispose());
        StringAssert.Contains(error.Message, "VitMlNet's kernel AttentionQuantize failed");
    }

    [TestMethod]
    public void Several_threads_share_a_session()
    {
        var model = new OperatorModel(
            KernelOperatorNames.AttentionQuantize, GraphBuilder.Attribute("heads", [4]), GraphBuilder.Attribute("queries", [int.MaxValue]));
        (Array, long[])[] inputs = [.. Inputs(RowsCase.Any(new Random(5), 3, 50, 3 * 4 * 32)), Rotation(64)];
        Array expected = model.Run(withKernel: true, inputs)[0];
        Parallel.For(0, 16, _ => CollectionAssert.AreEqual(expected, model.Run(withKernel: true, inputs)[0]));
    }

    /// <summary>Floats within 2e-5 of the largest; bytes by one at most, and seldom.</summary>
    private static void AssertSame(OperatorModel model, params (Array, long[])[] inputs)
    {
        Array[] expected = model.Run(withKernel: false, inputs);
        Array[] actual = model.Run(withKernel: true, inputs);
        for (int output = 0; output < expected.Length; output++)
        {
            string name = $"{model.Function.Name}, output {output}";
            Assert.HasCount(expected[output].Length, actual[output], name);
            if (expected[output] is float[] floats)
            {
                Closeness.AssertFloats(Array.ConvertAll(floats, value => (double)value), (float[])actual[output], name);
                continue;
            }

            int different = 0;
            for (int i = 0; i < expected[output].Length; i++)
            {
                int distance = Math.Abs((byte)expected[output].GetValue(i)! - (byte)actual[output].GetValue(i)!);
                Assert.IsLessThanOrEqualTo(1, distance, $"{name}, element {i}");
                different += distance;
            }

            Assert.IsLessThanOrEqualTo(2 + expected[output].Length / 100, different, name);
        }
    }

    private static (Array, long[]) Rotation(int size) => (ReferenceKernels.Hadamard(size).Cast<double>().Select(value => (float)value).ToArray(), [size, size]);

    private static (Array, long[])[] Inputs(SumsCase sums) =>
    [
        (sums.Values, sums.Shape),
        (sums.Scales, [sums.Images, 1, 1, 1]),
        (sums.ColumnScales, [sums.Channels]),
        (sums.Gamma, [sums.Groups, sums.Channels / sums.Groups]),
        (sums.Beta, [sums.Groups, sums.Channels / sums.Groups]),
    ];

    private static (Array, long[])[] Inputs(RowsCase rows) =>
    [
        (rows.Sums, [rows.Images, rows.Tokens, rows.Length]),
        (rows.Scales, [rows.Images, rows.Tokens, 1]),
        (rows.ColumnScales, [rows.Length]),
        (rows.Bias, [rows.Length]),
    ];
}
