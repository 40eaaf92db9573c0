using System.CommandLine;
using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet explain</c>: a photograph with the network's attention laid over it.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private const string Extensions = ".png, .jpg or .jpeg";
    private const string Best = "best";

    private readonly Argument<string> photo = new("PHOTO")
    {
        Description = "An image (JPEG, PNG, WebP, BMP, GIF). /dev/stdin is one that is piped in.",
    };

    private readonly Option<string> model = SharedOptions.Model();
    private readonly Option<string> preprocessing = SharedOptions.Preprocessing();

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

    private readonly Option<string> ofClass = new("--class")
    {
        Description = "Show what supports this class (its name, id or index; 'best' for the most probable one), by scoring the photograph with parts of it "
            + "covered. Takes some seconds, needs no attention output, and works for classes of your own.",
        HelpName = "NAME|best",
    };

    private readonly Option<int> masks = new Option<int>("--masks")
    {
        Description = "With --class: how often the photograph is scored. More give a smoother map.",
        HelpName = "N",
        DefaultValueFactory = _ => new VitClassMapOptions().MaskCount,
    }.AtLeastOne();

    private readonly Option<double> opacity = new("--opacity")
    {
        Description = "How much the colours cover the photograph, from 0 to 1.",
        HelpName = "X",
        DefaultValueFactory = _ => new VitHeatMapOptions().Opacity,
    };

    private readonly Option<VitColorMap> colors = new Option<VitColorMap>("--colors")
    {
        Description = "From the least to the most attention: black to pale yellow (inferno, the default), purple to yellow (viridis), black to white (gray).",
        DefaultValueFactory = _ => VitColorMap.Inferno,
    }.AcceptOnlyNames(Enum.GetValues<VitColorMap>());

    private readonly ToolConsole console;

    public ExplainCommand(ToolConsole console)
        : base("explain", "Shows where the network looked in a photograph, and what it saw.")
    {
        this.console = console;
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && FormatOf(result.Tokens[0].Value) is null)
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
        Add(photo);
        Add(model);
        Add(output);
        Add(top);
        Add(preprocessing);
        Add(ofClass);
        Add(masks);
        Add(opacity);
        Add(colors);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet explain photo.jpg --output heat.png", "With the model that comes with the tool."),
        ("vitmlnet convert CHECKPOINT.npz --output vit.onnx --attention", "A model for this command has an attention output."),
        ("vitmlnet explain photo.jpg --model flowers.onnx --output rose.png --class rose", "What in the photograph supports the class 'rose'."),
        ("vitmlnet explain photo.jpg --model vit.onnx --output heat.jpg --top 3", "The picture as JPEG, and the three most probable classes."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        string outputPath = parsed.GetRequiredValue(output);
        string path = parsed.GetRequiredValue(photo);
        if (Directory.Exists(path))
            throw new UsageException($"{path}: this is a folder, and 'explain' takes one image; name a file in it.");
        OutputPath.RefuseInputs(outputPath, [modelPath, path]);
        string? preset = parsed.GetValue(preprocessing);
        var modelOptions = new VitModelOptions { Preprocessing = preset is null ? null : VitPreprocessing.Parse(preset) };
        string? wanted = parsed.GetValue(ofClass);
        VitModel opened = wanted is null
            ? ModelOpening.OpenWithAttention(modelPath, modelOptions, console.Message)
            : ModelOpening.OpenClassifier(modelPath, modelOptions, console.Message);
        int? classIndex = wanted is null or Best ? null
            : VitClassNames.Of(opened).Find(wanted)
                ?? throw new UsageException($"--class {wanted}: the model has no class of this name, id or index; 'inspect --json' lists them.");
        using var predictor = new VitPredictor(opened, new VitPredictorOptions { IncludeAttention = wanted is null });
        using AtomicFile file = OutputFile.Create(outputPath);
        try
        {
            ReadOnlyMemory<byte>? piped = PipedImage.Read(path);
            VitImageSource source = piped is { } bytes ? VitImageSource.FromBytes(bytes, path) : VitImageSource.FromFile(path);
            VitClassification? classes = opened.ClassCount is null ? null : await predictor.ClassifyAsync(source, token);
            if (classes is not null && !ImageError.AreFinite(classes.Scores.Span))
                throw new UsageException($"{path}: {ImageError.NotFinite}");
            var options = new VitHeatMapOptions { Opacity = parsed.GetValue(opacity), ColorMap = parsed.GetValue(colors) };
            VitHeatMap map = wanted is null
                ? AttentionMap(path, opened, classes?.Attention ?? predictor.ComputeAttention(source, token))
                : await ClassMapAsync(predictor, source, classIndex, parsed.GetValue(masks), token);
            VitImage picture = piped is { } again ? map.Draw(again, options) : map.Draw(path, options);
            picture.Save(file.Stream, FormatOf(outputPath)!.Value);
            token.ThrowIfCancellationRequested();
            Print(path, opened, classes?.Top(parsed.GetValue(top)));
        }
        catch (VitImageException exception)
        {
            console.Message(exception.Message);
            return ExitCodes.SomeImagesFailed;
        }

        file.Commit();
        return ExitCodes.Success;
    }

    private static VitHeatMap AttentionMap(string path, VitModel model, ReadOnlyMemory<float> attention) => ImageError.AreFinite(attention.Span)
        ? new VitHeatMap(attention.Span, model)
        : throw new UsageException($"{path}: {ImageError.NotFinite}");

    private async Task<VitHeatMap> ClassMapAsync(VitPredictor predictor, VitImageSource source, int? classIndex, int count, CancellationToken token)
    {
        VitClassMap map = await VitClassMap.ComputeAsync(predictor, source, classIndex, new VitClassMapOptions { MaskCount = Math.Max(2, count) }, token);
        console.Inform($"the map shows what supports the class '{map.Label}'");
        return map.ToHeatMap();
    }

    private void Print(string path, VitModel opened, IReadOnlyList<VitPrediction>? classes)
    {
        if (classes is null)
        {
            console.Message($"{opened.Path}: the model has no classes, so that there are none to print.");
            return;
        }

        using var results = new ResultText(console, null);
        PredictionWriters.Create(ResultFormat.Table, results, new Csv(raw: true), [path]).Write(path, classes);
    }

    private static VitImageFileFormat? FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => VitImageFileFormat.Png,
        ".jpg" or ".jpeg" => VitImageFileFormat.Jpeg,
        _ => null,
    };
}
