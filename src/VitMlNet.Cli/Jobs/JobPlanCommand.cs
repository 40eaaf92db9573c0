using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job plan</c>: divides photographs into shards, and writes the plan where all machines can read it.</summary>
internal sealed class JobPlanCommand : ToolCommand
{
    private readonly ListedPaths sources;
    private readonly Option<string> model = SharedOptions.Model();
    private readonly ModelFileOptions modelOptions = new();

    private readonly Option<string> output = new("--output")
    {
        Description = "Where the job is to be: a folder that all machines see, or az://CONTAINER/JOB, s3://BUCKET/JOB.",
        HelpName = "JOB",
        Required = true,
    };

    private readonly Option<int> shardSize = new("--shard-size")
    {
        Description = "How many photographs a machine takes at a time; best what takes it one to five minutes.",
        HelpName = "N",
        DefaultValueFactory = _ => new VitJobPlanOptions().ShardSize,
    };

    private readonly Option<VitJobKind> kind = new Option<VitJobKind>("--kind")
    {
        Description = "What is computed: the most probable classes (the default), or the features.",
    }.AcceptOnlyNames(Enum.GetValues<VitJobKind>());

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many classes to keep for each photograph.",
        HelpName = "N",
        DefaultValueFactory = _ => new VitJobPlanOptions().Top,
    }.AtLeastOne();

    private readonly ToolConsole console;

    public JobPlanCommand(ToolConsole console)
        : base("plan", "Divides photographs into shards, and writes the plan and the model where all machines can read them.")
    {
        this.console = console;
        sources = new ListedPaths(this, new Argument<string[]>("SOURCE")
        {
            Description = "Folders, stores (az://CONTAINER/FOLDER, s3://BUCKET/FOLDER), and single photographs (paths, https://…, az://…, s3://…).",
        });
        Add(model);
        Add(output);
        Add(kind);
        Add(shardSize);
        Add(top);
        modelOptions.AddTo(this);
        shardSize.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value is < 1 or > 1_000_000)
                result.AddError($"--shard-size is from 1 to 1000000, not {value}.");
        });
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job plan /mnt/photos --model vit.onnx --output /mnt/jobs/first", "The photographs of a folder that all machines see."),
        ("vitmlnet job plan az://photos/2026 --model r50-l32.int8 --output az://jobs/2026 --kind features", "Features of the photographs in a store."),
        ("vitmlnet job plan --paths-from list.txt --model vit.onnx --output s3://jobs/list", "The photographs that a list names, one address a line."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        VitJobKind wanted = parsed.GetValue(kind);
        VitModelOptions options = modelOptions.Read(parsed);
        VitModel opened = wanted == VitJobKind.Classify
            ? ModelOpening.OpenClassifier(modelPath, options, console.Message)
            : ModelOpening.OpenFeaturizer(modelPath, options, console.Message);
        VitObjectStores stores = JobOptions.Stores(console);
        IAsyncEnumerable<string> images = VitJobImages.FindAsync(sources.Read(parsed), stores, null, token);
        var planOptions = new VitJobPlanOptions { Kind = wanted, ShardSize = parsed.GetValue(shardSize), Top = parsed.GetValue(top) };
        VitJob job = await VitJob.PlanAsync(stores.Open(parsed.GetRequiredValue(output)), opened, images, planOptions, cancellationToken: token);
        console.Inform($"{job.Address}: {job.Plan.ImageCount} photographs in {job.Plan.ShardCount} shards of {job.Plan.ShardSize}.");
        return ExitCodes.Success;
    }
}
