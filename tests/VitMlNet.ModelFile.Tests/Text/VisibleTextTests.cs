namespace VitMlNet.ModelFile.Tests.Text;

[TestClass]
public sealed class VisibleTextTests
{
    [TestMethod]
    [DataRow("plain é 中 😀", "plain é 中 😀")]
    [DataRow("a\u001B[31mred", "a\\x1B[31mred")]
    [DataRow("bell\a, null\0, delete\u007F, C1\u009B2J", "bell\\x07, null\\x00, delete\\x7F, C1\\x9B2J")]
    [DataRow("a\u202Egpj.exe\u2066", "a\\u202Egpj.exe\\u2066")]
    [DataRow("a\r\n\tb", "a\\x0D\\x0A\\x09b")]
    public void Hidden_characters_become_their_numbers(string text, string expected) => Assert.AreEqual(expected, VisibleText.Escape(text));

    [TestMethod]
    public void One_line_has_no_line_break_and_no_escape_sequence() =>
        Assert.AreEqual("a b c \\x1B]0;title\\x07", VisibleText.OneLine("a\r\n\tb \n c \u001B]0;title\a\n"));
}
