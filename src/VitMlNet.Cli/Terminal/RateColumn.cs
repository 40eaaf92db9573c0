using System.Collections.Concurrent;
using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace VitMlNet.Cli;

/// <summary>The end of a progress bar's line: how fast it goes on, and the time that is left.</summary>
/// <param name="unit">What is counted, in the plural (<c>images</c>), or <see langword="null"/> for bytes and the like, whose rate is not shown.</param>
internal sealed class RateColumn(string? unit) : ProgressColumn
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<int, (ProgressRate Rate, TimeSpan Start)> rates = new();

    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <summary>Takes how much of a task is done; the bar is drawn by another thread.</summary>
    public void Report(ProgressTask task, long done)
    {
        (ProgressRate rate, TimeSpan start) = Of(task);
        lock (rate)
            rate.Report(done, clock.Elapsed - start);
    }

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        (ProgressRate rate, TimeSpan start) = Of(task);
        lock (rate)
            return new Text(Describe(rate.PerSecond, rate.Left((long)task.MaxValue, clock.Elapsed - start), task.IsFinished));
    }

    private string Describe(double? perSecond, TimeSpan? left, bool finished)
    {
        string speed = unit is not null && perSecond is { } known ? $"{Quantity.Rate(known)} {unit}/s" : "";
        return finished || left is not { } time ? speed : $"{speed}{(speed.Length > 0 ? ", " : "")}{Quantity.Duration(time)} left";
    }

    // The first task began with the column: it may show itself only when a whole batch is done.
    private (ProgressRate Rate, TimeSpan Start) Of(ProgressTask task) =>
        rates.GetOrAdd(task.Id, _ => (new ProgressRate(), rates.IsEmpty ? TimeSpan.Zero : clock.Elapsed));
}
