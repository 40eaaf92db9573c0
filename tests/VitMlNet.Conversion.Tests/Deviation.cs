namespace VitMlNet.Conversion.Tests;

internal static class Deviation
{
    /// <summary>The largest absolute difference; NaN anywhere gives NaN, which no tolerance admits.</summary>
    public static double Largest(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        double largest = 0;
        for (int i = 0; i < actual.Length; i++)
            largest = Math.Max(largest, Math.Abs(actual[i] - expected[i]));
        return largest;
    }

    public static void AssertAtMost(double tolerance, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, string what)
    {
        double largest = Largest(actual, expected);
        Assert.IsTrue(largest <= tolerance, $"{what}: largest deviation {largest:e2}, allowed {tolerance:e1}");
    }
}
