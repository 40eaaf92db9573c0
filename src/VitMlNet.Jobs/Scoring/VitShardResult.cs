namespace VitMlNet;

/// <summary>What became of an attempt at a shard.</summary>
public enum VitShardOutcome
{
    /// <summary>It was scored, and its part written.</summary>
    Scored,

    /// <summary>There was a part already; nothing was scored.</summary>
    AlreadyScored,

    /// <summary>It was scored, and another machine had written the part meanwhile, which stays.</summary>
    LostRace,
}

/// <summary>The end of an attempt at a shard.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Images">How many photographs were scored, or have an error, in this attempt.</param>
/// <param name="Errors">How many of them have an error.</param>
public readonly record struct VitShardResult(VitShardOutcome Outcome, int Images, int Errors);
