using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests.Graph;

/// <summary>Intermediate values against the oracle's trace, so that a wrong layer is named.</summary>
[TestClass]
public sealed class StageTests
{
    [TestMethod]
    [DataRow("root", "root", true)]
    [DataRow("block1", "block1/unit2", true)]
    [DataRow("block2", "block2/unit1", true)]
    [DataRow("block3", "block3/unit1", true)]
    [DataRow("tokens", "Transformer/posembed_input", false)]
    [DataRow("attn_0", "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/weights", false)]
    [DataRow("encoderblock_0", "Transformer/encoderblock_0", false)]
    [DataRow("attn_1", "Transformer/encoderblock_1/MultiHeadDotProductAttention_1/weights", false)]
    [DataRow("encoderblock_1", "Transformer/encoderblock_1", false)]
    [DataRow("encoded", "tokens", false)]
    [DataRow("pre_logits", "features", false)]
    public void Each_stage_agrees_with_the_oracle(string trace, string node, bool isFeatureMap)
    {
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Golden("tiny_r3.golden.npz"));
        using var model = new ConvertedModel(Golden("tiny_r3.ckpt.npz"), new ConversionOptions { Resolution = 72, IncludeTokens = true });
        if (node is not ("tokens" or "features"))
            model.Expose(node);

        NpzArray expected = golden["trace/" + trace];
        double[] values = isFeatureMap ? ChannelsFirst(expected) : expected.Doubles;
        Deviation.AssertAtMost(1e-4, model.Run(golden["input"].Floats)[node], values, trace);
    }

    [TestMethod]
    public void The_attention_output_is_the_rollout_of_the_attention_weights()
    {
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Golden("tiny_r3.golden.npz"));
        using var model = new ConvertedModel(Golden("tiny_r3.ckpt.npz"), new ConversionOptions { Resolution = 72, IncludeAttention = true });
        float[] attention = model.Run(golden["input"].Floats)["attention"];

        double[] expected = Rollout([golden["trace/attn_0"], golden["trace/attn_1"]]);
        Deviation.AssertAtMost(1e-5, attention, expected, "attention");
        foreach (float[] map in attention.Chunk(attention.Length / TestImages.Count))
            Assert.AreEqual(1f, map.Sum(), 1e-5f);
    }

    /// <summary>The whole product of (mean over heads + I) / 2, of which the class token's row is kept: the definition, slowly.</summary>
    private static double[] Rollout(NpzArray[] blocks)
    {
        (int images, int heads, int tokens) = (blocks[0].Shape[0], blocks[0].Shape[1], blocks[0].Shape[2]);
        var result = new List<double>();
        for (int image = 0; image < images; image++)
        {
            double[,] product = Identity(tokens);
            foreach (NpzArray block in blocks)
            {
                double[] weights = block.Doubles;
                double[,] mixed = new double[tokens, tokens];
                for (int row = 0; row < tokens; row++)
                {
                    for (int column = 0; column < tokens; column++)
                    {
                        double mean = Enumerable.Range(0, heads).Average(head => weights[((image * heads + head) * tokens + row) * tokens + column]);
                        mixed[row, column] = (mean + (row == column ? 1 : 0)) / 2;
                    }
                }

                product = Multiply(mixed, product);
            }

            double[] patches = [.. Enumerable.Range(1, tokens - 1).Select(column => product[0, column])];
            result.AddRange(patches.Select(value => value / patches.Sum()));
        }

        return [.. result];
    }

    private static double[,] Identity(int size)
    {
        var matrix = new double[size, size];
        for (int i = 0; i < size; i++)
            matrix[i, i] = 1;
        return matrix;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        int size = a.GetLength(0);
        var product = new double[size, size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                for (int k = 0; k < size; k++)
                    product[row, column] += a[row, k] * b[k, column];
            }
        }

        return product;
    }

    private static double[] ChannelsFirst(NpzArray array)
    {
        (int images, int pixels, int channels) = (array.Shape[0], array.Shape[1] * array.Shape[2], array.Shape[3]);
        double[] source = array.Doubles;
        var result = new double[source.Length];
        for (int image = 0; image < images; image++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int channel = 0; channel < channels; channel++)
                    result[(image * channels + channel) * pixels + pixel] = source[(image * pixels + pixel) * channels + channel];
            }
        }

        return result;
    }
}
