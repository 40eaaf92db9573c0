using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet pull</c>: a published model comes to this machine.</summary>
internal sealed class PullCommand : ToolCommand
{
    private readonly Argument<string> name = new("NAME")
    {
        Description = "A published model, as 'vitmlnet models' lists them (r50-l32, or R50+L/32); or where another is: hf:OWNER/NAME on the "
            + "Hugging Face hub, tfhub:OWNER/NAME/VERSION, or the https:// address of an .npz, .tar.gz or .safetensors file.",
    };

    private readonly Option<bool> attention = SharedOptions.Attention();

    private readonly Option<VitPrecision> precision = SharedOptions.Precision();

    private readonly Option<bool> keepCheckpoint = new("--keep-checkpoint")
    {
        Description = "Keep the checkpoint beside the model, to convert it again in another form without another download.",
    };

    private readonly Option<bool> allowUnverified = new("--allow-unverified")
    {
        Description = "Use a checkpoint for which no checksum is known and the server sends none.",
    };

    private readonly Option<string> mirror = StoreOptions.Mirror();

    private readonly ToolConsole console;

    public PullCommand(ToolConsole console)
        : base("pull", "Downloads a published checkpoint or a model of a hub, checks it, and converts it to a model file.")
    {
        this.console = console;
        Add(name);
        Add(attention);
        Add(precision);
        Add(keepCheckpoint);
        Add(mirror);
        Add(allowUnverified);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet pull r50-l32", "The largest hybrid, 1.3 GB; Ctrl+C stops, and the same command goes on from there."),
        ("vitmlnet classify photo.jpg --model r50-l32", "From then on the name will do."),
        ("vitmlnet pull ti16 --precision int8", "The smallest network in 8 bits; its name is ti16.int8."),
        ("vitmlnet pull r50-l32 --mirror https://files.example/vit/", "The checkpoint from a server of your own."),
        ("vitmlnet pull hf:google/vit-base-patch16-224", "A model of the hub; a gated one needs the environment variable HF_TOKEN."),
        ("vitmlnet pull tfhub:sayakpaul/vit_r50_l32_classification/1", "The module of TF-Hub."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        var store = new VitModelStore(new VitModelStoreOptions
        {
            KeepCheckpoint = parsed.GetValue(keepCheckpoint),
            AllowUnverified = parsed.GetValue(allowUnverified),
            Mirror = StoreOptions.ParseMirror(parsed.GetValue(mirror)),
            Conversion = new ConversionOptions
            {
                IncludeAttention = parsed.GetValue(attention),
                Precision = parsed.GetValue(precision),
            },
        });
        string asked = parsed.GetRequiredValue(name);
        using var progress = PullProgress.For(console, VitModelStore.FindPublished(asked)?.Name ?? asked);
        try
        {
            // The converter computes, and would hold up the bar.
            string path = await Task.Run(() => store.GetAsync(asked, progress, token), token);
            progress.Dispose();
            console.Out.WriteLine(path);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            console.Message("what was downloaded is kept; the same command goes on from there.");
            throw;
        }
    }
}
