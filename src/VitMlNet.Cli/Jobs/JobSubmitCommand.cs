using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job submit</c>: puts the shards without a result into a queue.</summary>
internal sealed class JobSubmitCommand : ToolCommand
{
    private readonly Argument<string> address = JobOptions.Job();
    private readonly Option<string> queue = JobOptions.Queue();
    private readonly ToolConsole console;

    public JobSubmitCommand(ToolConsole console)
        : base("submit", "Puts the shards that have no result into a queue; again after a loss of the queue, or for those that failed.")
    {
        this.console = console;
        Add(address);
        Add(queue);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job submit az://jobs/2026 --queue nats://broker:4222", "Workers of that broker begin."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitJob job = await VitJob.OpenAsync(JobOptions.Stores(console).Open(parsed.GetRequiredValue(address)), token);
        await using var target = new VitJobQueue(parsed.GetRequiredValue(queue));
        int shards = await target.SubmitAsync(job, token);
        console.Inform($"{shards} of {job.Plan.ShardCount} shards are submitted to {target.Address}.");
        return ExitCodes.Success;
    }
}
