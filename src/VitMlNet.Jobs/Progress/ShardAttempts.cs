namespace VitMlNet;

/// <summary>How often a shard is tried, and how.</summary>
internal static class ShardAttempts
{
    /// <summary>From this attempt on, each photograph is scored in a process apart.</summary>
    public const int FirstIsolated = 3;

    /// <summary>The last attempt before a shard counts as failed.</summary>
    public const int Most = 5;

    /// <summary>Counts an attempt in the job itself, for engines that say nothing about it.</summary>
    /// <returns>Its number, from 1.</returns>
    public static async Task<int> CountAsync(RetryingStore store, int shard, CancellationToken cancellationToken)
    {
        int attempt = 1;
        await foreach (VitStoredObject _ in store.ListAsync(JobKeys.Attempts(shard), cancellationToken).ConfigureAwait(false))
            attempt++;
        while (!await store.TryPutAsync(JobKeys.Attempt(shard, attempt), [], cancellationToken).ConfigureAwait(false))
            attempt++;
        return attempt;
    }
}
