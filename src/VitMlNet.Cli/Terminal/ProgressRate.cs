namespace VitMlNet.Cli;

/// <summary>How fast work goes on, smoothed: results come in batches, and a moment ago counts for more than a minute ago.</summary>
internal sealed class ProgressRate
{
    /// <summary>What was done this long ago counts for 1/e of what is done now.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(20);

    private double work;
    private double seconds;
    private long done;
    private TimeSpan last;

    /// <summary>Items per second, or <see langword="null"/> while it is not known.</summary>
    public double? PerSecond => work > 0 && seconds > 0 ? work / seconds : null;

    /// <summary>Takes how much is done, and when that was, counted from the beginning of the work.</summary>
    public void Report(long doneNow, TimeSpan time)
    {
        double passed = Math.Max(0, (time - last).TotalSeconds);
        double weight = Math.Exp(-passed / Memory.TotalSeconds);
        work = (work * weight) + Math.Max(0, doneNow - done);
        seconds = (seconds * weight) + passed;
        done = doneNow;
        last = time;
    }

    /// <summary>The time that is left at this rate, or <see langword="null"/> while it is not known.</summary>
    /// <param name="total">How much there is to do in all.</param>
    /// <param name="time">The time now: what has passed since the last report is taken off.</param>
    public TimeSpan? Left(long total, TimeSpan time)
    {
        if (PerSecond is not { } rate)
            return null;
        double left = (Math.Max(0, total - done) / rate) - Math.Max(0, (time - last).TotalSeconds);
        return TimeSpan.FromSeconds(Math.Clamp(left, 0, TimeSpan.FromDays(999).TotalSeconds));
    }
}
