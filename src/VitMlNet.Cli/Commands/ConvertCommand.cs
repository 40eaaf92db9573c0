using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet convert</c>: a checkpoint becomes a model file.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private readonly Argument<string> checkpoint = new("CHECKPOINT")
    {
        Description = "Google's checkpoint (.npz) or TF-Hub module (a SavedModel: its folder, or .tar.gz), or a .safetensors file of timm or "
            + "transformers (or its folder) with the config.json beside it.",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The model file to write. Weights over 256 MiB go beside it to FILE.onnx.data.",
        HelpName = "FILE.onnx",
        Required = true,
    };

    private readonly Option<string> labels = new("--labels")
    {
        Description = "The class names, one a line in the order of the logits. Default: the 1000 names of ILSVRC-2012 for a checkpoint with 1000 "
            + "classes, else none.",
        HelpName = "FILE",
    };

    private readonly Option<int?> resolution = new Option<int?>("--resolution")
    {
        Description = "The height and width of the input in pixels; the position embedding is resized to it. Default: the checkpoint's.",
        HelpName = "N",
    }.AtLeastOne();

    private readonly Option<VitPrecision> precision = SharedOptions.Precision();

    private readonly Option<VitNumerics?> numerics = new Option<VitNumerics?>("--numerics")
    {
        Description = "Whose constants the network is computed with: jax, those of Google's original code, or library, those of timm or "
            + "transformers. Default: what the weights were trained with, as far as it can be proved; see 'vitmlnet inspect'.",
    }.AcceptOnlyNames(VitNumerics.Jax, VitNumerics.Library);

    private readonly Option<bool> attention = SharedOptions.Attention();

    private readonly Option<bool> tokens = new("--tokens")
    {
        Description = "Add the output 'tokens': the features of the class token and of every patch.",
    };

    private readonly ToolConsole console;

    public ConvertCommand(ToolConsole console)
        : base("convert", "Converts a checkpoint to a model file (ONNX).")
    {
        this.console = console;
        Add(checkpoint);
        Add(output);
        Add(labels);
        Add(resolution);
        Add(precision);
        Add(numerics);
        Add(attention);
        Add(tokens);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet convert R50_L_32.npz --output r50l32.onnx", "Writes r50l32.onnx and, for its large weights, r50l32.onnx.data."),
        ("vitmlnet convert Ti_16.npz --output ti16.onnx --resolution 384", "The same network for photographs of 384 x 384 pixels."),
        ("vitmlnet convert R50_L_32.npz --output r50l32-int8.onnx --precision int8", "A quarter of the size, and several times as fast."),
        ("vitmlnet convert flowers.npz --output flowers.onnx --labels names.txt", "Classes of your own, with their names."),
        ("vitmlnet convert vit_r50_l32_classification_1.tar.gz --output r50l32.onnx", "The module of TF-Hub, without TensorFlow."),
        ("vitmlnet convert dinov2-base/ --output dinov2.onnx", "A folder of a model hub: model.safetensors, config.json, preprocessor_config.json."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        var options = new ConversionOptions
        {
            LabelsPath = parsed.GetValue(labels),
            Resolution = parsed.GetValue(resolution),
            Precision = parsed.GetValue(precision),
            Numerics = parsed.GetValue(numerics),
            IncludeAttention = parsed.GetValue(attention),
            IncludeTokens = parsed.GetValue(tokens),
        };
        OutputPath.RefuseInputs(parsed.GetValue(output), parsed.GetValue(checkpoint), options.LabelsPath);
        ConversionResult result = await console.WithProgressAsync(alone: true, report => Task.Run(
            () => CheckpointConverter.Convert(
                parsed.GetRequiredValue(checkpoint), parsed.GetRequiredValue(output), options, new Reporter(report), token),
            token));
        foreach (string note in result.Checkpoint.Notes)
            console.Message(note);
        console.Inform(Summary(result));
        return ExitCodes.Success;
    }

    private static string Summary(ConversionResult result)
    {
        CheckpointInfo network = result.Checkpoint;
        string weights = result.WeightsPath is null
            ? ""
            : $" and {result.WeightsPath} ({Quantity.Bytes(result.WeightsBytes)})";
        string classes = network.ClassCount is { } count ? $"{count} classes" : "no classifier";
        return $"wrote {result.ModelPath} ({Quantity.Bytes(new FileInfo(result.ModelPath).Length)}){weights}: {network.Architecture}, " +
            $"{result.Resolution} x {result.Resolution} pixels, {network.HiddenSize} features, {classes}, " +
            $"{Quantity.Count(network.ParameterCount)} parameters.";
    }

    // Progress<T> would report from another thread, and late.
    private sealed class Reporter(Action<string, long, long> report) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => report(Name(value.Stage), value.Done, value.Total);

        private static string Name(ConversionStage stage) => stage switch
        {
            ConversionStage.Unpacking => "Unpacking",
            ConversionStage.Checksum => "Checksum",
            _ => "Weights",
        };
    }
}
