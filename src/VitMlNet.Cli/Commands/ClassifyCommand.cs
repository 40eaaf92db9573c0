using System.CommandLine;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet classify</c>: the most probable classes of photographs.</summary>
internal sealed class ClassifyCommand : ToolCommand
{
    private readonly Argument<string[]> paths = Inputs.Paths();
    private readonly Option<string> model = Inputs.Model();
    private readonly ModelInputs told = new();
    private readonly Option<int> batch = Inputs.Batch();

    private readonly PredictionOptions predictions;
    private readonly ToolConsole console;

    public ClassifyCommand(ToolConsole console)
        : base("classify", "Names the most probable classes of photographs.")
    {
        this.console = console;
        Add(paths);
        Add(model);
        predictions = new PredictionOptions(this);
        told.AddTo(this);
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
        ImageFiles images = ImageFiles.Find(parsed.GetRequiredValue(paths), token);
        predictions.CheckOutput(parsed, images, modelPath);
        using ImageScorer scorer = ImageScorer.ForClasses(
            modelPath, told.Read(parsed), Math.Clamp(images.Paths.Count, 1, parsed.GetValue(batch)), images.Paths.Count);
        return predictions.Run(parsed, console, images, scorer, token);
    }
}
