namespace VitMlNet;

/// <summary>The verified result of a job: the object <c>manifest.json</c>, written once, at the end.</summary>
public sealed record VitJobManifest
{
    /// <summary>The job's <see cref="VitJobPlan.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What was computed.</summary>
    public required VitJobKind Kind { get; init; }

    /// <summary>The version of VitMlNet that scored it.</summary>
    public required string LibraryVersion { get; init; }

    /// <summary>The SHA-256 of the model file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The number of photographs; each is in exactly one row of one part, or in a shard that failed.</summary>
    public required long ImageCount { get; init; }

    /// <summary>How many of them have an error in the place of a result.</summary>
    public required long ErrorCount { get; init; }

    /// <summary>The parts, in the order of the shards.</summary>
    public required IReadOnlyList<VitJobPart> Parts { get; init; }

    /// <summary>The shards that failed, and have no part.</summary>
    public required IReadOnlyList<VitShardFailure> Failures { get; init; }
}

/// <summary>The result of a shard.</summary>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Key">The object's key in the job.</param>
/// <param name="Images">The number of its photographs.</param>
/// <param name="Errors">How many of them have an error.</param>
/// <param name="Length">The object's length in bytes.</param>
public sealed record VitJobPart(int Shard, string Key, int Images, int Errors, long Length);
