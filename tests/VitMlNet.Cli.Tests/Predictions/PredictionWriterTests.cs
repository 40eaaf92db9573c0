using System.Text.Json;
using Spectre.Console;

namespace VitMlNet.Cli.Tests.Predictions;

[TestClass]
public sealed class PredictionWriterTests
{
    private static readonly VitPrediction[] Two = [new(985, "daisy", 0.98765f), new(3, "3", 1e-7f)];

    [TestMethod]
    public void JsonIsOneObjectALine()
    {
        var text = new StringWriter { NewLine = "\n" };
        var writer = new JsonPredictionWriter(text);
        writer.Write("été/фото <1> \"a\"+b.jpg", Two);
        Assert.IsTrue(writer.WriteError("b\n.jpg", "not an image."));

        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual(
            """{"path":"été/фото <1> \"a\"+b.jpg","predictions":[{"index":985,"label":"daisy","score":0.98765},{"index":3,"label":"3","score":1E-07}]}""",
            lines[0]);
        Assert.AreEqual("""{"path":"b\n.jpg","error":"not an image."}""", lines[1]);
        Assert.AreEqual(1e-7f, JsonDocument.Parse(lines[0]).RootElement.GetProperty("predictions")[1].GetProperty("score").GetSingle());
    }

    [TestMethod]
    public void CsvQuotesByRfc4180()
    {
        var text = new StringWriter();
        var writer = new CsvPredictionWriter(text, new Csv(raw: false));
        writer.Write("a,\"b\".jpg", [new(1, "dog, small", 0.5f), new(0, "0", 0.25f)]);
        Assert.IsFalse(writer.WriteError("x", "y"));
        Assert.AreEqual(
            "path,rank,index,label,score\r\n\"a,\"\"b\"\".jpg\",1,1,\"dog, small\",0.5\r\n\"a,\"\"b\"\".jpg\",2,0,0,0.25\r\n",
            text.ToString());
    }

    [TestMethod]
    [DataRow("plain", "plain")]
    [DataRow("", "")]
    [DataRow("a,b", "\"a,b\"")]
    [DataRow("a\"b", "\"a\"\"b\"")]
    [DataRow("a\nb", "\"a\nb\"")]
    [DataRow("a\rb", "\"a\rb\"")]
    [DataRow(" a", "\" a\"")]
    [DataRow("a;b'c", "a;b'c")]
    [DataRow("a-b=c@d", "a-b=c@d")]
    public void CsvFields(string text, string expected)
    {
        Assert.AreEqual(expected, new Csv(raw: false).Field(text));
        Assert.AreEqual(expected, new Csv(raw: true).Field(text));
    }

    [TestMethod]
    [DataRow("=1+1", "'=1+1")]
    [DataRow("+a.jpg", "'+a.jpg")]
    [DataRow("-a.jpg", "'-a.jpg")]
    [DataRow("@SUM(A1)", "'@SUM(A1)")]
    [DataRow(" =1", "' =1")]
    [DataRow("\t=1", "'\t=1")]
    [DataRow("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"")]
    [DataRow("\uFF1D1", "'\uFF1D1")]
    public void NoSpreadsheetRunsAName(string text, string expected)
    {
        Assert.AreEqual(expected, new Csv(raw: false).Field(text));
        Assert.DoesNotContain("'", new Csv(raw: true).Field(text));
    }

    [TestMethod]
    public void TheTableIsAligned()
    {
        var text = new StringWriter { NewLine = "\n" };
        var writer = new TextPredictionWriter(text, "photos/long.jpg".Length);
        writer.Write("a.jpg", Two);
        writer.Write("photos/long.jpg", [Two[0]]);
        Assert.AreEqual(
            """
            path             rank   score  index  label
            a.jpg               1  0.9877    985  daisy
            a.jpg               2  0.0000      3  3
            photos/long.jpg     1  0.9877    985  daisy

            """.ReplaceLineEndings("\n"),
            text.ToString());
    }

    [TestMethod]
    public void TheTerminalTableTakesAnyPathAndLabel()
    {
        var text = new StringWriter();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        new TerminalPredictionWriter(terminal).Write("[red]a[0].jpg", [new(985, "[bold]daisy", 0.5f), new(3, "3", float.NaN)]);
        string written = text.ToString();
        StringAssert.Contains(written, "[red]a[0].jpg");
        StringAssert.Contains(written, "0.5000");
        StringAssert.Contains(written, "[bold]daisy");
        StringAssert.Contains(written, new string('█', 10));
    }

    [TestMethod]
    [DataRow(null, ResultFormat.Table)]
    [DataRow("out.txt", ResultFormat.Table)]
    [DataRow("out", ResultFormat.Table)]
    [DataRow("out.CSV", ResultFormat.Csv)]
    [DataRow("a.csv/out.jsonl", ResultFormat.Json)]
    [DataRow("out.json", ResultFormat.Json)]
    public void TheExtensionChoosesTheFormat(string? path, object format) => Assert.AreEqual(format, ResultFormats.Of(path));
}
