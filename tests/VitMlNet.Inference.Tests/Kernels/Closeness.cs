namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>How near results must be: rounding to bytes may fall the other way where a value is half-way between two.</summary>
internal static class Closeness
{
    private const double Relative = 2e-5;

    public static void AssertFloats(double[] expected, float[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual);
        double size = Math.Max(1e-3, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], Relative * size, $"{what}, element {i}");
    }

    /// <summary>Bytes of rows, each with a scale, that differ by one step at most, and seldom.</summary>
    /// <param name="expected">The exact values.</param>
    /// <param name="length">The values of a row.</param>
    /// <param name="steps">The steps of the largest magnitude: 255 without signs, 127 with.</param>
    /// <param name="zero">The byte of zero.</param>
    /// <param name="bytes">What was computed.</param>
    /// <param name="scales">The scales computed.</param>
    /// <param name="what">The name of the case.</param>
    public static void AssertQuantized(double[] expected, int length, int steps, int zero, byte[] bytes, float[] scales, string what)
    {
        Assert.HasCount(expected.Length, bytes);
        Assert.HasCount(expected.Length / length, scales);
        int different = 0;
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<double> values = expected.AsSpan(row * length, length);
            double largest = 0;
            foreach (double value in values)
                largest = Math.Max(largest, Math.Abs(value));
            double scale = (largest > 0 ? largest : 1) / steps;
            Assert.AreEqual(scale, scales[row], Relative * Math.Max(scale, 1e-2 / steps), $"{what}, scale of row {row}");
            for (int i = 0; i < length; i++)
            {
                double exact = values[i] / scale + zero;
                Assert.AreEqual(exact, bytes[row * length + i], 0.51, $"{what}, row {row}, element {i}");
                if (Math.Round(exact) != bytes[row * length + i])
                    different++;
            }
        }

        Assert.IsLessThanOrEqualTo(2 + bytes.Length / 100, different, $"{what}: bytes that fell the other way");
    }
}
