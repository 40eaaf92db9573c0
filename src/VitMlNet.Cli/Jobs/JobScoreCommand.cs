using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job score</c>: the shards that an engine's task has to score.</summary>
internal sealed class JobScoreCommand : ToolCommand
{
    private readonly Argument<string> address = JobOptions.Job();
    private readonly ShardChoice shards;
    private readonly JobScorerSettings settings;
    private readonly ToolConsole console;

    public JobScoreCommand(ToolConsole console)
        : base("score", "Scores one shard, or a slice of the shards: for Slurm, Kubernetes and other engines that number their tasks.")
    {
        this.console = console;
        Add(address);
        shards = new ShardChoice(this);
        settings = new JobScorerSettings(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job score /mnt/jobs/first --slice $SLURM_ARRAY_TASK_ID/100", "A hundredth of the shards, in a Slurm array of 0-99."),
        ("vitmlnet job score az://jobs/2026 --slice $JOB_COMPLETION_INDEX/50", "A fiftieth, in a Kubernetes Indexed Job."),
        ("vitmlnet job score s3://jobs/list --shard 17", "One shard."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitObjectStores stores = JobOptions.Stores(console);
        VitJob job = await VitJob.OpenAsync(stores.Open(parsed.GetRequiredValue(address)), token);
        IReadOnlyList<int> open = await shards.FindAsync(parsed, job, token);
        if (open.Count == 0)
        {
            console.Inform("all these shards have results.");
            return ExitCodes.Success;
        }

        using VitJobScorer scorer = await VitJobScorer.OpenAsync(job, stores, settings.Read(parsed, console), token);
        long total = open.Sum(shard => (long)job.Plan.GetRange(shard).Count);
        (int failures, long errors, long images) = (0, 0, 0);
        await console.WithProgressAsync(true, async report =>
        {
            long before = 0;
            foreach (int shard in open)
            {
                try
                {
                    VitShardResult result = await scorer.ScoreCountedAsync(shard, done => report($"{total} images", before + done, total), token);
                    (images, errors) = (images + result.Images, errors + result.Errors);
                }
                catch (VitException e)
                {
                    failures++;
                    console.Message($"shard {shard} could not be scored: {e.Message}");
                }

                before += job.Plan.GetRange(shard).Count;
            }

            return before;
        }, unit: "images");
        console.Inform($"{open.Count - failures} of {open.Count} shards done: {images} images scored, {errors} of them with an error in the place of a "
            + $"result.");
        return failures == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
