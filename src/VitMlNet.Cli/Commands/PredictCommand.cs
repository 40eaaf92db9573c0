using System.CommandLine;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet predict</c>: the most probable classes of photographs, by a pipeline that <c>train</c> saved.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly Argument<string> pipeline = new("PIPELINE")
    {
        Description = "The archive (.zip) that 'vitmlnet train' saved, or another ML.NET pipeline from the column ImagePath to the column Score.",
    };

    private readonly Argument<string[]> paths = Inputs.Paths();
    private readonly PredictionOptions predictions;
    private readonly ToolConsole console;

    public PredictCommand(ToolConsole console)
        : base("predict", "Names the most probable classes of photographs, by classes of your own.")
    {
        this.console = console;
        Add(pipeline);
        Add(paths);
        predictions = new PredictionOptions(this);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet predict flowers.zip photo.jpg", "The most probable classes of a photograph."),
        ("vitmlnet predict flowers.zip photos --top 1 --format csv", "The best class of every photograph in a folder."),
        ("vitmlnet predict flowers.zip photos --output results.json", "One JSON object a line, in a file."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string path = PipelineChoice.Check(parsed.GetRequiredValue(pipeline));
        ImageFiles images = ImageFiles.Find(parsed.GetRequiredValue(paths), token);
        predictions.CheckOutput(parsed, images, path);
        using var scorer = new PipelineScorer(path, images.Paths.Count);
        return predictions.Run(parsed, console, images, scorer, token);
    }
}
