namespace VitMlNet;

/// <summary>How far a job is, as its store shows it.</summary>
public sealed record VitJobStatus
{
    /// <summary>The number of shards.</summary>
    public required int ShardCount { get; init; }

    /// <summary>The number of shards whose results are there.</summary>
    public required int DoneShards { get; init; }

    /// <summary>The number of photographs.</summary>
    public required long ImageCount { get; init; }

    /// <summary>The number of photographs whose results are there, errors included.</summary>
    public required long DoneImages { get; init; }

    /// <summary>The shards without a result that failed for good, in the order of their numbers.</summary>
    public required IReadOnlyList<VitShardFailure> Failures { get; init; }

    /// <summary>
    /// The photographs of a second over the last minutes, by the store's own clock; <see langword="null"/> while there are too few results.
    /// </summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The time that is left at this rate; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Whether each shard has a result or has failed.</summary>
    public bool IsOver => DoneShards + Failures.Count >= ShardCount;

    /// <summary>Whether <see cref="VitJob.FinishAsync"/> has verified the job.</summary>
    public required bool IsFinished { get; init; }
}
