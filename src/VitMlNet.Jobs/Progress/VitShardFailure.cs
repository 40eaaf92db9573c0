namespace VitMlNet;

/// <summary>A shard that failed for good, and why.</summary>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">Why the last attempt failed.</param>
public sealed record VitShardFailure(int Shard, int Attempts, string Reason);
