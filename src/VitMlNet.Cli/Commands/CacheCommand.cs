using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet cache</c>: copies of models that open fast.</summary>
internal sealed class CacheCommand : ToolCommand
{
    private readonly ToolConsole console;

    public CacheCommand(ToolConsole console)
        : base("cache", "Lists, makes and deletes prepared copies of models, which open several times as fast and take twice the model's size on the disk.")
    {
        this.console = console;
        Add(new AddCommand(console));
        Add(new ClearCommand(console));
        SetAction((_, _) => Task.FromResult(List()));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet cache", "What there is, how large it is, and when it was used."),
        ("vitmlnet cache add r50-l32", "Makes a copy; every later command with this model uses it."),
        ("vitmlnet cache clear r50-l32", "Deletes the copies of one model; without a name, all."),
    ];

    private int List()
    {
        VitPreparedModels models = VitPreparedModels.Open();
        IReadOnlyList<VitPreparedModel> copies = models.List();
        foreach (VitPreparedModel copy in copies)
        {
            string used = copy.LastUsed.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            string note = copy.IsUsable ? "" : "  (not for this machine or version, or damaged)";
            console.Out.WriteLine($"{Quantity.Bytes(copy.Size),10}  {used}  {copy.ModelPath}{note}");
        }

        console.Inform($"{copies.Count} prepared models take {Quantity.Bytes(copies.Sum(copy => copy.Size))} of at most {Quantity.Bytes(models.MaxBytes)} in {models.Folder}.");
        return ExitCodes.Success;
    }

    private static Argument<string> ModelArgument(string description) => new("MODEL") { Description = description, HelpName = "FILE.onnx|FOLDER|NAME" };

    private sealed class AddCommand : ToolCommand
    {
        private readonly Argument<string> model = ModelArgument("The model, as --model of the other commands names it.");

        public AddCommand(ToolConsole console)
            : base("add", "Makes a copy of a model that opens fast.")
        {
            Add(model);
            SetAction(async (parsed, token) =>
            {
                VitModel opened = VitModel.Open(ModelChoice.Resolve(parsed.GetRequiredValue(model), console.Inform));
                console.Inform("preparing; this takes a little longer than opening the model.");
                VitPreparedModel copy = await Task.Run(() => VitPreparedModels.Open().Add(opened, token), token);
                console.Out.WriteLine(copy.Folder);
                console.Inform($"the copy takes {Quantity.Bytes(copy.Size)}; commands with this model use it from now on.");
                return ExitCodes.Success;
            });
        }

        public override IReadOnlyList<(string, string)> Examples => [("vitmlnet cache add r50-l32", "A model that was pulled.")];
    }

    private sealed class ClearCommand : ToolCommand
    {
        private readonly Argument<string> model = ModelArgument("The model whose copies are deleted. Default: all.");

        public ClearCommand(ToolConsole console)
            : base("clear", "Deletes the copies of a model, or all.")
        {
            model.Arity = ArgumentArity.ZeroOrOne;
            Add(model);
            SetAction((parsed, _) =>
            {
                string? named = parsed.GetValue(model);
                string? path = named is null ? null : VitModel.Open(ModelChoice.Resolve(named, console.Inform)).Path;
                VitPreparedModels models = VitPreparedModels.Open();
                VitPreparedModel[] copies = [.. models.List().Where(copy => path is null || copy.ModelPath == path)];
                Array.ForEach(copies, models.Remove);
                console.Inform($"{copies.Length} prepared models of {Quantity.Bytes(copies.Sum(copy => copy.Size))} were deleted.");
                return Task.FromResult(ExitCodes.Success);
            });
        }

        public override IReadOnlyList<(string, string)> Examples => [("vitmlnet cache clear", "Deletes every copy.")];
    }
}
