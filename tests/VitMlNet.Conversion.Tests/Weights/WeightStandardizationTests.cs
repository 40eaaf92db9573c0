using VitMlNet.Conversion.Weights;

namespace VitMlNet.Conversion.Tests.Weights;

[TestClass]
public sealed class WeightStandardizationTests
{
    [TestMethod]
    [DataRow(1, 1, 64, 16)]
    [DataRow(3, 3, 8, 32)]
    [DataRow(7, 7, 3, 64)]
    public void Each_output_channel_is_standardized_by_the_formula(int height, int width, int inputs, int outputs)
    {
        float[] kernel = CheckpointGenerator.Values("block1/unit1/conv1/kernel", [height, width, inputs, outputs]);
        float[] folded = [.. kernel];
        WeightStandardization.Apply(folded, outputs);

        for (int output = 0; output < outputs; output++)
        {
            double[] channel = [.. kernel.Where((_, i) => i % outputs == output).Select(value => (double)value)];
            double mean = channel.Average();
            double deviation = Math.Sqrt(channel.Average(value => (value - mean) * (value - mean)));
            float[] expected = [.. channel.Select(value => (float)((value - mean) / (deviation + 1e-5)))];
            float[] actual = [.. folded.Where((_, i) => i % outputs == output)];
            Deviation.AssertAtMost(1e-6, actual, Array.ConvertAll(expected, value => (double)value), $"channel {output}");
        }
    }

    [TestMethod]
    public void A_constant_channel_becomes_zero_not_NaN()
    {
        float[] kernel = [.. Enumerable.Repeat(0.25f, 9 * 4 * 2)];
        WeightStandardization.Apply(kernel, 2);
        Assert.IsTrue(kernel.All(value => value == 0));
    }
}
