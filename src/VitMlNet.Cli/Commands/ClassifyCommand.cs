using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet classify</c>: the most probable classes of photographs.</summary>
internal sealed class ClassifyCommand : ToolCommand
{
    private readonly PathArguments paths;
    private readonly Option<string> model = SharedOptions.Model();
    private readonly ModelFileOptions modelOptions = new();
    private readonly Option<int> batch = SharedOptions.Batch();

    private readonly PredictionOptions predictions;
    private readonly ToolConsole console;

    public ClassifyCommand(ToolConsole console)
        : base("classify", "Names the most probable classes of photographs.")
    {
        this.console = console;
        paths = new PathArguments(this);
        Add(model);
        predictions = new PredictionOptions(this);
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet classify photo.jpg --model vit.onnx", "The five most probable classes of a photograph."),
        ("vitmlnet classify photos --model vit.onnx --top 1 --format csv", "The best class of every photograph in a folder."),
        ("vitmlnet classify photos --model vit.onnx --output results.json", "One JSON object a line, in a file."),
        ("vitmlnet classify --paths-from list.txt --model vit.onnx --format csv", "The photographs that a list names, one path a line."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        ImageFiles images = paths.Find(parsed, token);
        predictions.CheckOutput(parsed, images, modelPath);
        VitModel opened = ModelOpening.OpenClassifier(modelPath, modelOptions.Read(parsed), console.Message);
        using var predictor = new VitPredictor(opened, PredictorSettings.For(images.Paths.Count, parsed.GetValue(batch)));
        return await predictions.RunAsync(parsed, console, images, predictor, token);
    }
}
