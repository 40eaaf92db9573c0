using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job finish</c>: verifies a job's results, and writes the manifest.</summary>
internal sealed class JobFinishCommand : ToolCommand
{
    private readonly Argument<string> address = JobOptions.Job();

    private readonly Option<bool> acceptFailures = new("--accept-failures")
    {
        Description = "Finish although shards have failed for good; the manifest names them.",
    };

    private readonly ToolConsole console;

    public JobFinishCommand(ToolConsole console)
        : base("finish", "Verifies that every shard has a result and every photograph one row, and writes the manifest.")
    {
        this.console = console;
        Add(address);
        Add(acceptFailures);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job finish /mnt/jobs/first", "The manifest is written to /mnt/jobs/first/manifest.json."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitJob job = await VitJob.OpenAsync(JobOptions.Stores(console).Open(parsed.GetRequiredValue(address)), token);
        VitJobManifest manifest = await console.WithProgressAsync(
            true,
            report => job.FinishAsync(parsed.GetValue(acceptFailures), done => report("verifying", done, job.Plan.ImageCount), token),
            unit: "images");
        long rows = manifest.Parts.Sum(part => (long)part.Images);
        console.Out.WriteLine($"{rows} of {manifest.ImageCount} images verified, each once, in {manifest.Parts.Count} parts; {manifest.ErrorCount} have "
            + $"an error in the place "
            + $"of a result; {manifest.Failures.Count} shards failed.");
        return manifest.ErrorCount == 0 && manifest.Failures.Count == 0 ? ExitCodes.Success : ExitCodes.SomeImagesFailed;
    }
}
