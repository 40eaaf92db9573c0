using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet predict</c>: the most probable classes of photographs, by a pipeline that <c>train</c> saved.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly Argument<string> pipeline = new("PIPELINE")
    {
        Description = "The archive (.zip) that 'vitmlnet train' saved, or another pipeline that classifies photographs and was saved with SaveVit.",
    };

    private readonly PathArguments paths;
    private readonly PredictionOptions predictions;
    private readonly ToolConsole console;

    public PredictCommand(ToolConsole console)
        : base("predict", "Names the most probable classes of photographs, by classes of your own.")
    {
        this.console = console;
        Add(pipeline);
        paths = new PathArguments(this);
        predictions = new PredictionOptions(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet predict flowers.zip photo.jpg", "The most probable classes of a photograph."),
        ("vitmlnet predict flowers.zip photos --top 1 --format csv", "The best class of every photograph in a folder."),
        ("vitmlnet predict flowers.zip photos --output results.json", "One JSON object a line, in a file."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string path = PipelineChoice.Check(parsed.GetRequiredValue(pipeline));
        ImageFiles images = paths.Find(parsed, token);
        predictions.CheckOutput(parsed, images, path);
        using var saved = new SavedPipeline(path);
        return await predictions.RunAsync(parsed, console, images, saved.Predictor, token);
    }
}
