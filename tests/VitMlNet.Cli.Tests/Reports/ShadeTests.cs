using System.Globalization;

namespace VitMlNet.Cli.Tests.Reports;

[TestClass]
public sealed class ShadeTests
{
    /// <summary>The least contrast that the Web Content Accessibility Guidelines ask of text (level AA).</summary>
    private const double Enough = 4.5;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Numbers_can_be_read_on_every_shade(bool right)
    {
        double before = double.MaxValue;
        for (int percent = 0; percent <= 100; percent++)
        {
            Shade shade = Shade.Of(right, percent / 100.0);
            double fill = Luminance(shade.Fill);
            Assert.IsGreaterThanOrEqualTo(Enough, Contrast(fill, Luminance(shade.Text)), $"{percent} %: {shade}");
            Assert.IsLessThan(before, fill, "more is darker");
            before = fill;
        }
    }

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    private static double Luminance(string colour) => Shade.Luminance(Part(colour, 1), Part(colour, 3), Part(colour, 5));

    private static byte Part(string colour, int start) => byte.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
