using VitMlNet.Conversion.Architecture;

namespace VitMlNet.Conversion.Tests.Architecture;

[TestClass]
public sealed class SamePaddingTests
{
    [TestMethod]
    [DataRow(224, 7, 2, 2, 3, 112, DisplayName = "conv_root")]
    [DataRow(112, 3, 2, 0, 1, 56, DisplayName = "max-pool")]
    [DataRow(56, 3, 1, 1, 1, 56, DisplayName = "3x3")]
    [DataRow(56, 3, 2, 0, 1, 28, DisplayName = "3x3, stride 2, even")]
    [DataRow(9, 3, 2, 1, 1, 5, DisplayName = "3x3, stride 2, odd")]
    [DataRow(56, 1, 2, 0, 0, 28, DisplayName = "1x1, stride 2")]
    public void The_odd_pixel_goes_to_the_end(int input, int kernel, int stride, int before, int after, int output) =>
        Assert.AreEqual(new SamePadding(before, after, output), SamePadding.Of(input, kernel, stride));
}
