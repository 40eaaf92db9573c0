using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>Where the results of an evaluation go: the options that <c>evaluate</c> and <c>train</c> share.</summary>
internal sealed class ReportOptions
{
    private const int WidthOfFiles = 120;

    private readonly Option<string[]> report = new("--report")
    {
        Description = "Also write a report: an .html page that stands by itself, with the surest mistakes as pictures, or a .json file. Repeat it for both.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> mistakes = new("--mistakes")
    {
        Description = "How many of the surest mistakes a report shows.",
        HelpName = "N",
        DefaultValueFactory = _ => 24,
    };

    private readonly Option<ResultFormat> format = ResultFormats.TableOrJsonOption("What goes to standard output: tables, or one JSON object.");

    public ReportOptions(Command command)
    {
        report.Validators.Add(result =>
        {
            foreach (string file in result.Tokens.Select(token => token.Value).Where(file => !ReportFiles.IsKnown(file)))
                result.AddError($"--report {file}: a report is an .html or a .json file; the extension chooses.");
        });
        mistakes.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 0)
                result.AddError($"--mistakes is at least 0, not {value}.");
        });
        command.Add(format);
        command.Add(report);
        command.Add(mistakes);
    }

    /// <summary>How many mistakes a report is to show.</summary>
    public int Mistakes(ParseResult parsed) => parsed.GetValue(mistakes);

    /// <summary>Makes sure that the report files can be written.</summary>
    /// <exception cref="UsageException">One cannot, or is one of the inputs.</exception>
    public ReportFiles Open(ParseResult parsed, IReadOnlyList<string> inputs) => new(parsed.GetValue(report) ?? [], inputs);

    /// <summary>Writes the report to standard output.</summary>
    public void Print(ParseResult parsed, ToolConsole console, EvaluationReport content)
    {
        if (parsed.GetValue(format) == ResultFormat.Json)
            console.Out.WriteLine(JsonReport.Of(content));
        else
            new TextReport(console.Out, console.OutIsTerminal ? console.OutTerminal.Profile.Width : WidthOfFiles).Write(content);
    }
}
