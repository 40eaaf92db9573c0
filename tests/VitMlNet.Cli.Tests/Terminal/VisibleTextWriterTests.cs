namespace VitMlNet.Cli.Tests.Terminal;

[TestClass]
public sealed class VisibleTextWriterTests
{
    [TestMethod]
    public void What_goes_to_a_terminal_keeps_its_lines()
    {
        var text = new StringWriter { NewLine = "\n" };
        var writer = new VisibleTextWriter(text) { NewLine = "\n" };
        writer.WriteLine("a\tb\u001B[2Jc");
        writer.Write("d\u009Be\r\n");
        writer.Write('\u001B');
        writer.Write("\u001B\u001B".ToCharArray(), 1, 1);
        Assert.AreEqual("a\tb\\x1B[2Jc\nd\\x9Be\r\n\\x1B\\x1B", text.ToString());
    }
}
