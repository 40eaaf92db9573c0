using System.CommandLine;
using System.Text;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet classify</c>: the most probable classes of photographs.</summary>
internal sealed class ClassifyCommand : ToolCommand
{
    private readonly Argument<string[]> paths = Inputs.Paths();
    private readonly Option<string> model = Inputs.Model();
    private readonly Option<string> preprocessing = Inputs.Preprocessing();
    private readonly Option<int> batch = Inputs.Batch();

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many classes to print for each image.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    }.AtLeastOne();

    private readonly Option<string> format = new("--format")
    {
        Description = "An aligned table, one JSON object a line, or comma-separated values. Default: what the extension of --output says, else table.",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "Write the results to this file instead of standard output.",
        HelpName = "FILE",
    };

    private readonly ToolConsole console;

    public ClassifyCommand(ToolConsole console)
        : base("classify", "Names the most probable classes of photographs.")
    {
        this.console = console;
        format.AcceptOnlyFromAmong(PredictionFormat.Names);
        Add(paths);
        Add(model);
        Add(top);
        Add(format);
        Add(output);
        Add(preprocessing);
        Add(batch);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet classify photo.jpg --model vit.onnx", "The five most probable classes of a photograph."),
        ("vitmlnet classify photos --model vit.onnx --top 1 --format csv", "The best class of every photograph in a folder."),
        ("vitmlnet classify photos --model vit.onnx --output results.json", "One JSON object a line, in a file."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Message);
        string? outputPath = parsed.GetValue(output);
        ImageFiles images = ImageFiles.Find(parsed.GetRequiredValue(paths), token);
        OutputPath.RefuseInputs(outputPath, [modelPath, .. images.Paths]);
        using ImageScorer scorer = ImageScorer.ForClasses(
            modelPath, parsed.GetValue(preprocessing), Math.Clamp(images.Paths.Count, 1, parsed.GetValue(batch)), images.Paths.Count);

        using AtomicFile? file = outputPath is null ? null : new AtomicFile(outputPath);
        // Flushed before the file is put in its place, and of no use afterwards.
        StreamWriter? text = file is null ? null : new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        IPredictionWriter writer = text is null && console.OutIsTerminal && parsed.GetValue(format) is null or PredictionFormat.Table
            ? new TerminalPredictionWriter(console.OutTerminal)
            : PredictionFormat.CreateWriter(parsed.GetValue(format) ?? PredictionFormat.Of(outputPath), text ?? console.Out, images.Paths);
        var run = new ScoringRun(console, images, scorer)
        {
            Good = (path, scores) => writer.Write(path, scorer.Model.GetTopPredictions(scores, parsed.GetValue(top))),
            Bad = writer.WriteError,
            ShowsResults = file is null && console.OutIsTerminal,
        };
        int exitCode = run.Score(token);
        text?.Flush();
        file?.Commit();
        return exitCode;
    }
}
