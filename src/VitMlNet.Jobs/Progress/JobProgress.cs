namespace VitMlNet;

/// <summary>How far a job is, from a listing of its parts.</summary>
internal static class JobProgress
{
    /// <summary>The rate is that of this time before the newest part.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    public static async Task<VitJobStatus> FindAsync(RetryingStore store, VitJobPlan plan, CancellationToken cancellationToken)
    {
        VitStoredObject?[] parts = await JobListing.ListPartsAsync(store, plan, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<VitShardFailure> failures = await JobListing.ListFailuresAsync(store, parts, cancellationToken).ConfigureAwait(false);
        long doneImages = 0;
        int doneShards = 0;
        for (int shard = 0; shard < parts.Length; shard++)
        {
            if (parts[shard] is null)
                continue;
            doneShards++;
            doneImages += plan.GetRange(shard).Count;
        }

        double? rate = FindRate(plan, parts);
        long left = plan.ImageCount - doneImages - failures.Sum(failure => (long)plan.GetRange(failure.Shard).Count);
        return new VitJobStatus
        {
            ShardCount = plan.ShardCount,
            DoneShards = doneShards,
            ImageCount = plan.ImageCount,
            DoneImages = doneImages,
            Failures = failures,
            ImagesPerSecond = rate,
            TimeLeft = left == 0 ? TimeSpan.Zero : rate is > 0 ? TimeSpan.FromSeconds(Math.Min(left / rate.Value, TimeSpan.MaxValue.TotalSeconds / 2)) : null,
            IsFinished = await store.ExistsAsync(JobKeys.Manifest, cancellationToken).ConfigureAwait(false),
        };
    }

    // By the times that the store gave the parts, of which only the differences count; the first of them began before the others.
    private static double? FindRate(VitJobPlan plan, VitStoredObject?[] parts)
    {
        DateTimeOffset newest = parts.Max(part => part?.Written) ?? default;
        DateTimeOffset oldest = newest;
        long images = 0;
        for (int shard = 0; shard < parts.Length; shard++)
        {
            if (parts[shard] is not { } part || newest - part.Written > s_window)
                continue;
            images += plan.GetRange(shard).Count;
            oldest = part.Written < oldest ? part.Written : oldest;
        }

        return newest > oldest ? Math.Max(0, images - plan.ShardSize) / (newest - oldest).TotalSeconds : null;
    }
}
