using VitMlNet.Cli.Output;

namespace VitMlNet.Cli.Tests.Output;

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
    public void OneLineHoldsNoLineBreakOrTab() => Assert.AreEqual("a b c", ToolConsole.OneLine("a\r\n\tb \n c\n"));
}
