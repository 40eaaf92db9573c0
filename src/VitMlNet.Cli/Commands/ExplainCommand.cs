using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Data;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet explain</c>: a photograph with the network's attention laid over it.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private const string Extensions = ".png, .jpg or .jpeg";

    private readonly Argument<string> photo = new("PHOTO")
    {
        Description = "An image (jpg, jpeg, png, webp, bmp, gif).",
    };

    private readonly Option<string> model = Inputs.Model();
    private readonly Option<string> preprocessing = Inputs.Preprocessing();

    private readonly Option<string> output = new("--output")
    {
        Description = $"The picture to write: {Extensions}.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many classes to print.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    }.AtLeastOne();

    private readonly Option<double> opacity = new("--opacity")
    {
        Description = "How much the colours cover the photograph, from 0 to 1.",
        HelpName = "X",
        DefaultValueFactory = _ => new VitHeatMapOptions().Opacity,
    };

    private readonly Option<string> colors = new("--colors")
    {
        Description = "From the least to the most attention: black to pale yellow (inferno), purple to yellow (viridis), black to white (gray).",
        DefaultValueFactory = _ => "inferno",
    };

    private readonly ToolConsole console;

    public ExplainCommand(ToolConsole console)
        : base("explain", "Shows where the network looked in a photograph, and what it saw.")
    {
        this.console = console;
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && VitImageWriter.FindFormat(result.Tokens[0].Value) is null)
                result.AddError($"--output {result.Tokens[0].Value}: pictures are written to {Extensions}; the extension chooses.");
        });
        opacity.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double value)
                && value is not (>= 0 and <= 1))
            {
                result.AddError($"--opacity is from 0 to 1, not {result.Tokens[0].Value}.");
            }
        });
        colors.AcceptOnlyFromAmong([.. Enum.GetNames<VitColorMap>().Select(name => name.ToLowerInvariant())]);
        Add(photo);
        Add(model);
        Add(output);
        Add(top);
        Add(preprocessing);
        Add(opacity);
        Add(colors);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet explain photo.jpg --output heat.png", "With the model that comes with the tool."),
        ("vitmlnet convert CHECKPOINT.npz --output vit.onnx --attention", "A model for this command has an attention output."),
        ("vitmlnet explain photo.jpg --model vit.onnx --output heat.jpg --top 3", "The picture as JPEG, and the three most probable classes."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Message);
        string outputPath = parsed.GetRequiredValue(output);
        string path = parsed.GetRequiredValue(photo);
        if (Directory.Exists(path))
            throw new UsageException($"{path}: this is a folder, and 'explain' takes one image; name a file in it.");
        OutputPath.RefuseInputs(outputPath, [modelPath, path]);
        using var explainer = new PhotoExplainer(modelPath, parsed.GetValue(preprocessing));
        using var file = new AtomicFile(outputPath);

        Explanation explanation;
        try
        {
            explanation = explainer.Explain(path, token);
        }
        catch (VitImageException exception)
        {
            console.Message(exception.Message);
            return ExitCodes.SomeImagesFailed;
        }

        var options = new VitHeatMapOptions
        {
            Opacity = parsed.GetValue(opacity),
            ColorMap = Enum.Parse<VitColorMap>(parsed.GetValue(colors)!, ignoreCase: true),
        };
        using (MLImage picture = explanation.Map.DrawOverFile(path, options))
            VitImageWriter.ToStream(picture, file.Stream, VitImageWriter.FindFormat(outputPath)!.Value);
        token.ThrowIfCancellationRequested();
        Print(path, explainer.Model, explanation.Scores, parsed.GetValue(top));
        file.Commit();
        return ExitCodes.Success;
    }

    private void Print(string path, VitModel model, float[]? scores, int count)
    {
        if (scores is null)
        {
            console.Message($"{model.Path}: the model has no classes, so that there are none to print.");
            return;
        }

        IPredictionWriter writer = console.OutIsTerminal
            ? new TerminalPredictionWriter(console.OutTerminal)
            : PredictionFormat.CreateWriter(PredictionFormat.Table, console.Out, [path]);
        writer.Write(path, model.GetTopPredictions(scores, count));
    }
}
