using VitMlNet.Conversion.Weights;

namespace VitMlNet.Conversion.Tests.Weights;

[TestClass]
public sealed class ColumnQuantizationTests
{
    [TestMethod]
    public void Every_value_comes_back_within_half_a_step_of_its_column()
    {
        const int Outputs = 24;
        float[] kernel = CheckpointGenerator.Values("Transformer/encoderblock_0/MlpBlock_3/Dense_0/kernel", [40, Outputs]);
        for (int row = 0; row < 40; row++)
            kernel[row * Outputs + 3] *= 100;

        float[] scales = ColumnQuantization.Scales(kernel, Outputs);
        var bytes = new sbyte[kernel.Length];
        ColumnQuantization.Quantize(kernel, scales, bytes);

        for (int i = 0; i < kernel.Length; i++)
            Assert.AreEqual(kernel[i], bytes[i] * scales[i % Outputs], scales[i % Outputs] * 0.5001f);
        for (int column = 0; column < Outputs; column++)
            Assert.AreEqual(127, bytes.Where((_, i) => i % Outputs == column).Max(value => Math.Abs((int)value)));
    }

    [TestMethod]
    public void A_column_of_zeros_stays_zero()
    {
        float[] kernel = [0, 1, 0, -2];
        float[] scales = ColumnQuantization.Scales(kernel, 2);
        var bytes = new sbyte[4];
        ColumnQuantization.Quantize(kernel, scales, bytes);
        CollectionAssert.AreEqual(new float[] { 1, 2 / 127f }, scales);
        CollectionAssert.AreEqual(new sbyte[] { 0, 64, 0, -127 }, bytes);
    }
}
