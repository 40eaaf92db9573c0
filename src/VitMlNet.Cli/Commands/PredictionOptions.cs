using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>Which classes are written, how and where: the options and the work that <c>classify</c> and <c>predict</c> share.</summary>
internal sealed class PredictionOptions
{
    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many classes to print for each image.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    }.AtLeastOne();

    private readonly Option<ResultFormat?> format = ResultFormats.Option();

    private readonly Option<string> output = new("--output")
    {
        Description = "Write the results to this file instead of standard output.",
        HelpName = "FILE",
    };

    private readonly Option<bool> rawCsv = SharedOptions.RawCsv();

    public PredictionOptions(Command command)
    {
        command.Add(top);
        command.Add(format);
        command.Add(output);
        command.Add(rawCsv);
    }

    /// <summary>Refuses an output that is also an input.</summary>
    /// <exception cref="UsageException">The output is one of the inputs.</exception>
    public void CheckOutput(ParseResult parsed, ImageFiles images, string modelPath) =>
        OutputPath.RefuseInputs(parsed.GetValue(output), [modelPath, .. images.Paths]);

    /// <summary>Scores the images and writes the best classes of each.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ParseResult parsed, ToolConsole console, ImageFiles images, VitPredictor predictor, CancellationToken token)
    {
        string? outputPath = parsed.GetValue(output);
        using var results = new ResultText(console, outputPath);
        IPredictionWriter writer = PredictionWriters.Create(
            parsed.GetValue(format) ?? ResultFormats.Of(outputPath), results, new Csv(parsed.GetValue(rawCsv)), images.Paths);
        int count = parsed.GetValue(top);
        var run = new ScoringRun(console, images)
        {
            Bad = writer.WriteError,
            ShowsResults = results.Terminal is not null,
        };
        int exitCode = await run.ClassifyAsync(predictor, (path, classification) => writer.Write(path, classification.Top(count)), token);
        results.Commit();
        return exitCode;
    }
}
