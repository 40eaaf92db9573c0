using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>The options that say what a model file does not: for files of other tools, and the preprocessing for all.</summary>
internal sealed class ModelFileOptions
{
    private readonly Option<string> preprocessing = new("--preprocessing")
    {
        Description = "How a photograph becomes the model's input: a preset (google, timm, mlnet, hf-vit, hf-deit, hf-clip, hf-dinov2, hf-siglip, "
            + "torchvision, keras, ultralytics), or as a JSON object says (docs/images.md). Default: what the model file, or a file beside it, asks for.",
        HelpName = "PRESET|JSON",
    };

    private readonly Option<string> labels = new("--labels")
    {
        Description = "A text file with the name of each class, one a line. Default: the names in the model file.",
        HelpName = "FILE",
    };

    private readonly Option<string> scores = new("--scores")
    {
        Description = "For ONNX files of other tools: the output that holds the scores of the classes, where it is not found.",
        HelpName = "OUTPUT",
    };

    private readonly Option<string> features = new("--features-output")
    {
        Description = "For ONNX files of other tools: the output that holds the features, where it is not found.",
        HelpName = "OUTPUT",
    };

    private readonly Option<string> size = new("--size")
    {
        Description = "For ONNX files of other tools: the height and width of the input, where the file leaves them open.",
        HelpName = "N|HEIGHTxWIDTH",
    };

    private readonly Option<string> layout = new("--layout")
    {
        Description = "For ONNX files of other tools: channels-first or channels-last, where the file does not tell.",
        HelpName = "LAYOUT",
    };

    private readonly Option<string> pooling = new("--pooling")
    {
        Description = "For ONNX files of other tools: how an output of tokens becomes features: first, mean, patches (the mean of all but the first) "
            + "or none. Default: what is right for the kind of network.",
        HelpName = "POOLING",
    };

    private readonly Option<bool> multiLabel = new("--multi-label")
    {
        Description = "For ONNX files of other tools: several classes may be true of one photograph, so that each score has a sigmoid of its own.",
    };

    private readonly Option<string> precision = new("--precision")
    {
        Description = "Where the model is a folder with the same network in several precisions: which of its files to open. Default: the most exact one "
            + "that fits into memory.",
        HelpName = "fp32|fp16|int8|q4",
    };

    private readonly bool forClasses;

    /// <param name="forClasses">Whether the command is about classes, so that their names and scores may be told.</param>
    public ModelFileOptions(bool forClasses = true)
    {
        this.forClasses = forClasses;
        layout.AcceptOnlyFromAmong("channels-first", "channels-last");
        pooling.AcceptOnlyFromAmong("first", "mean", "patches", "none");
        precision.AcceptOnlyFromAmong("fp32", "fp16", "int8", "q4");
        preprocessing.Validators.Add(Check(IsPreprocessing, "is google, timm, mlnet, another preset or a JSON object that docs/images.md describes"));
        size.Validators.Add(Check(text => ParseSize(text) is not null, "is a number from 1, or two with an x between them"));
    }

    private Option[] All => forClasses ? [preprocessing, labels, scores, multiLabel, features, pooling, size, layout, precision]
        : [preprocessing, features, pooling, size, layout, precision];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>The name of the first of these options that was given; null for none.</summary>
    public string? FirstGiven(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <exception cref="UsageException">The file of the class names cannot be read.</exception>
    public VitModelOptions Read(ParseResult parsed)
    {
        (int Height, int Width)? sides = parsed.GetValue(size) is { } text ? ParseSize(text) : null;
        return new VitModelOptions
        {
            Preprocessing = parsed.GetValue(preprocessing) is { } told ? VitPreprocessing.Parse(told) : null,
            Labels = parsed.GetValue(labels) is { } file ? LabelFile.Read(file) : null,
            ScoresOutput = parsed.GetValue(scores),
            IsMultiLabel = forClasses && parsed.GetValue(multiLabel) ? true : null,
            FeaturesOutput = parsed.GetValue(features),
            Pooling = parsed.GetValue(pooling) switch
            {
                "first" => VitPooling.FirstToken,
                "mean" => VitPooling.TokenMean,
                "patches" => VitPooling.PatchMean,
                "none" => VitPooling.None,
                _ => null,
            },
            Precision = parsed.GetValue(precision) is { } name ? Enum.Parse<VitFilePrecision>(name, ignoreCase: true) : null,
            Height = sides?.Height,
            Width = sides?.Width,
            Layout = parsed.GetValue(layout) switch
            {
                "channels-first" => VitPixelLayout.ChannelsFirst,
                "channels-last" => VitPixelLayout.ChannelsLast,
                _ => null,
            },
        };
    }

    private static bool IsPreprocessing(string text)
    {
        try
        {
            VitPreprocessing.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static (int Height, int Width)? ParseSize(string text)
    {
        int[] sides = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : 0)];
        return sides is { Length: 1 or 2 } && sides.All(side => side > 0) ? (sides[0], sides[^1]) : null;
    }

    private static Action<OptionResult> Check(Func<string, bool> isGood, string expected) => result =>
    {
        if (result.Tokens.Count == 1 && !isGood(result.Tokens[0].Value))
            result.AddError($"{result.Option.Name} {expected}, not '{result.Tokens[0].Value}'.");
    };
}
