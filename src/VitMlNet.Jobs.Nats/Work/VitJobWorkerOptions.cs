namespace VitMlNet;

/// <summary>How a worker takes shards from a queue.</summary>
public sealed class VitJobWorkerOptions
{
    private TimeSpan _lease = TimeSpan.FromSeconds(60);

    /// <summary>How the shards are scored.</summary>
    public VitJobScorerOptions Scoring { get; set; } = new();

    /// <summary>
    /// How long the broker waits for a sign of life before it gives a shard to another worker, at least 1 second; 60 seconds by default. A
    /// sign goes out after each third of it. All workers of a queue are to have the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 second.</exception>
    public TimeSpan Lease
    {
        get => _lease;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1), nameof(Lease));
            _lease = value;
        }
    }

    /// <summary>After how long without any shard the worker ends; <see langword="null"/> (the default) for never.</summary>
    public TimeSpan? ExitWhenIdle { get; set; }

    /// <summary>
    /// After how long a shard that failed is handed out again, times the number of the attempt; 5 seconds by default.
    /// </summary>
    public TimeSpan PauseAfterFailure { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker that is asked to end may go on to finish its shard; 8 seconds by default. What takes longer is handed back at once.</summary>
    public TimeSpan FinishWithin { get; set; } = TimeSpan.FromSeconds(8);
}

/// <summary>What a worker has done.</summary>
public sealed record VitJobWorkerSummary
{
    /// <summary>Shards that were scored and written.</summary>
    public int Scored { get; internal set; }

    /// <summary>Shards that had a result already.</summary>
    public int Skipped { get; internal set; }

    /// <summary>Shards that another worker wrote first.</summary>
    public int LostRaces { get; internal set; }

    /// <summary>Attempts that failed.</summary>
    public int Failed { get; internal set; }

    /// <summary>Photographs that were scored or have an error, in all these shards.</summary>
    public long Images { get; internal set; }
}
