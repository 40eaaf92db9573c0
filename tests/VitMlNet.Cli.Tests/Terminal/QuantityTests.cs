
namespace VitMlNet.Cli.Tests.Terminal;

[TestClass]
public sealed class QuantityTests
{
    [TestMethod]
    [DataRow(0L, "0 bytes")]
    [DataRow(999L, "999 bytes")]
    [DataRow(1000L, "1.0 KB")]
    [DataRow(999_960L, "1.0 MB")]
    [DataRow(1_315_000_000L, "1.3 GB")]
    public void Bytes(long bytes, string expected) => Assert.AreEqual(expected, Quantity.Bytes(bytes));

    [TestMethod]
    [DataRow(912L, "912")]
    [DataRow(61_000L, "61.0 thousand")]
    [DataRow(328_943_080L, "328.9 million")]
    public void Counts(long count, string expected) => Assert.AreEqual(expected, Quantity.Count(count));

    [TestMethod]
    [DataRow(0.4249, "0.42")]
    [DataRow(9.994, "9.99")]
    [DataRow(9.996, "10.0")]
    [DataRow(99.96, "100")]
    [DataRow(1210.2, "1210")]
    public void Rates(double perSecond, string expected) => Assert.AreEqual(expected, Quantity.Rate(perSecond));

    [TestMethod]
    [DataRow(0.0, "0:00")]
    [DataRow(6.2, "0:07")]
    [DataRow(59.5, "1:00")]
    [DataRow(3599.0, "59:59")]
    [DataRow(3600.0, "1:00:00")]
    [DataRow(90_061.0, "25:01:01")]
    public void Durations(double seconds, string expected) => Assert.AreEqual(expected, Quantity.Duration(TimeSpan.FromSeconds(seconds)));
}
