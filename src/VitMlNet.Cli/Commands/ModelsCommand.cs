using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet models</c>: the published models, and which of them are on this machine.</summary>
internal sealed class ModelsCommand : ToolCommand
{
    private readonly Option<ResultFormat> format = ResultFormats.TableOrJsonOption("An aligned table, or one JSON object a line.");

    private readonly Option<bool> asJson = new("--json") { Description = "The same as --format json." };

    private readonly ToolConsole console;

    public ModelsCommand(ToolConsole console)
        : base("models", "Lists the models that can be named, and which of them are on this machine.")
    {
        this.console = console;
        Add(format);
        Add(asJson);
        SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(asJson) || parsed.GetValue(format) == ResultFormat.Json)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet models", "Names, sizes, accuracy, and what is pulled."),
        ("vitmlnet models --format json", "The same for programs, with the addresses of the checkpoints."),
    ];

    private int Run(bool json)
    {
        var store = new VitModelStore();
        IReadOnlyList<VitStoredModel> stored = store.GetStored();
        ListedModel[] models =
        [
            .. VitModelStore.Models.Select(model => ListedModel.Of(model, [.. stored.Where(found => found.Model == model)])),
            .. stored.Where(found => found.Model is null).GroupBy(found => found.Name).Select(ListedModel.At),
            .. ListedModel.Demo(ModelChoice.DemoPath),
        ];
        if (json)
        {
            ListedModel.WriteJson(console.Out, models);
            return ExitCodes.Success;
        }

        ListedModel.WriteTable(console.Out, models);
        console.Inform(
            $"models are kept in {store.Folder}; 'vitmlnet pull NAME' fetches one. "
            + "Top-1 is the accuracy on ImageNet in percent as Google published it, or with * as timm measured it.");
        return ExitCodes.Success;
    }
}
