using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet inspect</c>: what a model file or a checkpoint holds.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string> file = new("FILE")
    {
        Description = "A model file (.onnx) or a folder with one, a checkpoint (.npz, a SavedModel in a folder or .tar.gz, .safetensors or its folder), or the name "
            + "of a model that was pulled.",
        HelpName = "FILE|FOLDER|NAME",
    };

    private readonly ModelFileOptions modelOptions = new();

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON object, with all class names and all metadata.",
    };

    private readonly ToolConsole console;

    public InspectCommand(ToolConsole console)
        : base("inspect", "Shows what a model file or a checkpoint holds.")
    {
        this.console = console;
        Add(file);
        Add(json);
        modelOptions.AddTo(this);
        SetAction((parsed, _) => Task.FromResult(Run(parsed)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet inspect vit.onnx", "The architecture, the inputs and outputs, the classes, and where the weights came from."),
        ("vitmlnet inspect timm.onnx --preprocessing timm", "What was found in an ONNX file of another tool, and what is missing."),
        ("vitmlnet inspect vit-demo", "The model that comes with the tool; the names of pulled models will do, too."),
        ("vitmlnet inspect R50_L_32.npz", "The network that a checkpoint holds, read off the shapes of its tensors."),
        ("vitmlnet inspect vit-base-patch16-224/", "A folder of a model hub: whose names and numerics it has, and what convert would make of it."),
    ];

    private int Run(ParseResult parsed)
    {
        string named = parsed.GetRequiredValue(file);
        bool isCheckpoint = FileKinds.Find(named) == FileKind.Checkpoint;
        string path = isCheckpoint || Directory.Exists(named) ? named : ModelChoice.Resolve(named, console.Inform);
        CheckpointInfo? checkpoint = isCheckpoint ? CheckpointConverter.Inspect(path) : null;
        VitModelOptions options = modelOptions.Read(parsed);
        VitModel? model = isCheckpoint ? null : VitModel.Open(path, options);
        if (parsed.GetValue(json))
        {
            console.Out.WriteLine(model is not null ? JsonFacts.Of(model) : JsonFacts.Of(checkpoint!));
            return ExitCodes.Success;
        }

        IReadOnlyList<(string Name, string Value)> facts = model is not null ? Facts.Of(model) : Facts.Of(checkpoint!);
        int width = facts.Max(fact => fact.Name.Length);
        foreach ((string name, string value) in facts)
            console.Out.WriteLine($"{name.PadRight(width)}  {value}");
        return ExitCodes.Success;
    }
}
