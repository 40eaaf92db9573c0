using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job status</c>: how far a job is.</summary>
internal sealed class JobStatusCommand : ToolCommand
{
    private const int BarWidth = 40;
    private const int MostFailures = 20;

    private readonly Argument<string> address = JobOptions.Job();
    private readonly Option<ResultFormat> format = ResultFormats.TableOrJsonOption("Lines for people, or a JSON object.");
    private readonly ToolConsole console;

    public JobStatusCommand(ToolConsole console)
        : base("status", "Shows how far a job is: the shards with results, the rate, the time left, and what failed.")
    {
        this.console = console;
        Add(address);
        Add(format);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet job status /mnt/jobs/first", "A bar, the rate, the time left, and the shards that failed."),
        ("vitmlnet job status az://jobs/2026 --format json", "The same for programs."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitJob job = await VitJob.OpenAsync(JobOptions.Stores(console).Open(parsed.GetRequiredValue(address)), token);
        VitJobStatus status = await job.GetStatusAsync(token);
        if (parsed.GetValue(format) == ResultFormat.Json)
            WriteJson(status);
        else
            WriteText(status);
        return status.Failures.Count == 0 ? ExitCodes.Success : ExitCodes.SomeImagesFailed;
    }

    private void WriteText(VitJobStatus status)
    {
        int filled = (int)(BarWidth * status.DoneImages / status.ImageCount);
        double percent = Math.Floor(1000.0 * status.DoneImages / status.ImageCount) / 10;
        string done = string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");
        console.Out.WriteLine($"{new string('#', filled)}{new string('.', BarWidth - filled)} {done}");
        console.Out.WriteLine($"shards  {status.DoneShards} of {status.ShardCount} done, {status.Failures.Count} failed");
        console.Out.WriteLine($"images  {status.DoneImages} of {status.ImageCount} done");
        if (status.ImagesPerSecond is { } rate && !status.IsOver)
            console.Out.WriteLine($"rate    {Quantity.Rate(rate)} images/s{(status.TimeLeft is { } left ? $", {Quantity.Duration(left)} left" : "")}");
        if (status.IsFinished)
            console.Out.WriteLine("finished: every result is verified");
        else if (status.IsOver)
            console.Out.WriteLine("over: verify the results with 'vitmlnet job finish'");
        foreach (VitShardFailure failure in status.Failures.Take(MostFailures))
            console.Out.WriteLine($"shard {failure.Shard} failed after {failure.Attempts} attempts: {VisibleText.OneLine(failure.Reason)}");
        if (status.Failures.Count > MostFailures)
            console.Out.WriteLine($"… and {status.Failures.Count - MostFailures} more");
    }

    private void WriteJson(VitJobStatus status)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            json.WriteNumber("shards", status.ShardCount);
            json.WriteNumber("doneShards", status.DoneShards);
            json.WriteNumber("images", status.ImageCount);
            json.WriteNumber("doneImages", status.DoneImages);
            if (status.ImagesPerSecond is { } rate)
                json.WriteNumber("imagesPerSecond", rate);
            if (status.TimeLeft is { } left)
                json.WriteNumber("secondsLeft", left.TotalSeconds);
            json.WriteBoolean("over", status.IsOver);
            json.WriteBoolean("finished", status.IsFinished);
            json.WriteStartArray("failures");
            foreach (VitShardFailure failure in status.Failures)
            {
                json.WriteStartObject();
                json.WriteNumber("shard", failure.Shard);
                json.WriteNumber("attempts", failure.Attempts);
                json.WriteString("reason", failure.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
    }
}
