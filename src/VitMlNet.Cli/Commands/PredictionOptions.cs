using System.CommandLine;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary>Which classes are written, how and where: the options and the work that <c>classify</c> and <c>predict</c> share.</summary>
internal sealed class PredictionOptions
{
    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many classes to print for each image.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    }.AtLeastOne();

    private readonly Option<string> format = PredictionFormat.Option();

    private readonly Option<string> output = new("--output")
    {
        Description = "Write the results to this file instead of standard output.",
        HelpName = "FILE",
    };

    public PredictionOptions(Command command)
    {
        command.Add(top);
        command.Add(format);
        command.Add(output);
    }

    /// <summary>Refuses an output that is also an input.</summary>
    /// <exception cref="UsageException">The output is one of the inputs.</exception>
    public void CheckOutput(ParseResult parsed, ImageFiles images, string modelPath) =>
        OutputPath.RefuseInputs(parsed.GetValue(output), [modelPath, .. images.Paths]);

    /// <summary>Scores the images and writes the best classes of each.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ParseResult parsed, ToolConsole console, ImageFiles images, IClassifier classifier, CancellationToken token)
    {
        string? outputPath = parsed.GetValue(output);
        using var results = new ResultText(console, outputPath);
        IPredictionWriter writer = !results.IsFile && console.OutIsTerminal && parsed.GetValue(format) is null or PredictionFormat.Table
            ? new TerminalPredictionWriter(console.OutTerminal)
            : PredictionFormat.CreateWriter(parsed.GetValue(format) ?? PredictionFormat.Of(outputPath), results.Writer, images.Paths);
        var run = new ScoringRun(console, images, classifier)
        {
            Good = (path, scores) => writer.Write(path, TopClasses.Of(scores, classifier.Labels, parsed.GetValue(top))),
            Bad = writer.WriteError,
            ShowsResults = !results.IsFile && console.OutIsTerminal,
        };
        int exitCode = run.Score(token);
        results.Commit();
        return exitCode;
    }
}
