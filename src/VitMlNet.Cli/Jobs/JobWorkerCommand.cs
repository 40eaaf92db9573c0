using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job worker</c>: scores the shards that a queue gives, until it is stopped.</summary>
internal sealed class JobWorkerCommand : ToolCommand
{
    private readonly Option<string> queue = JobOptions.Queue();
    private readonly JobScorerSettings settings;

    private readonly Option<int> lease = new Option<int>("--lease")
    {
        Description = "After how many seconds without a sign of life the broker gives a shard to another worker; the same for all workers.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => (int)new VitJobWorkerOptions().Lease.TotalSeconds,
    }.AtLeastOne();

    private readonly Option<int?> exitWhenIdle = new Option<int?>("--exit-when-idle")
    {
        Description = "End after this many seconds without a shard. Default: wait for ever.",
        HelpName = "SECONDS",
    }.AtLeastOne();

    private readonly ToolConsole console;

    public JobWorkerCommand(ToolConsole console)
        : base("worker", "Scores the shards that a queue gives, until it is stopped; any number of workers may come and go.")
    {
        this.console = console;
        Add(queue);
        settings = new JobScorerSettings(this);
        Add(lease);
        Add(exitWhenIdle);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job worker --queue nats://broker:4222", "A worker; Ctrl+C or SIGTERM ends it within 10 seconds, and its shard is finished or handed back."),
        ("vitmlnet job worker --queue nats://broker:4222 --exit-when-idle 300", "One that ends when there has been nothing to do for five minutes."),
    ];

    // A machine that is taken away gives notice: what is left of the shard may be finished in it.
    public override TimeSpan EndsWithin => TimeSpan.FromSeconds(10);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitObjectStores stores = JobOptions.Stores(console);
        var options = new VitJobWorkerOptions
        {
            Scoring = settings.Read(parsed, console),
            Lease = TimeSpan.FromSeconds(parsed.GetValue(lease)),
            ExitWhenIdle = parsed.GetValue(exitWhenIdle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        await using var source = new VitJobQueue(parsed.GetRequiredValue(queue));
        VitJobWorkerSummary summary = await new VitJobWorker(source, stores, options).RunAsync(token);
        console.Inform($"{summary.Scored} shards scored, {summary.Skipped} were done already, {summary.LostRaces} lost to another worker, "
            + $"{summary.Failed} attempts failed; "
            + $"{summary.Images} images, {stores.RetryCount} retries.");
        return ExitCodes.Success;
    }
}
