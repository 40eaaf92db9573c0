namespace VitMlNet;

/// <summary>What the store shows of a job: which shards have parts, and which have failed.</summary>
internal static class JobListing
{
    private const int ListingsAtOnce = 16;

    /// <summary>The parts; their place in the array is the shard's number, and those that are absent are <see langword="null"/>.</summary>
    public static async Task<VitStoredObject?[]> ListPartsAsync(RetryingStore store, VitJobPlan plan, CancellationToken cancellationToken)
    {
        var parts = new VitStoredObject?[plan.ShardCount];
        VitObjectPage first = await store.ListPageAsync(JobKeys.Parts, null, cancellationToken).ConfigureAwait(false);
        if (first.Continuation is null)
        {
            Add(first.Objects);
            return parts;
        }

        // A store that gives a page at a time is asked for many pages at the same time.
        int blocks = ((plan.ShardCount - 1) / JobKeys.PartsPerBlock) + 1;
        var options = new ParallelOptions { MaxDegreeOfParallelism = ListingsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, blocks, options, async (block, token) =>
        {
            string? continuation = null;
            do
            {
                VitObjectPage page = await store.ListPageAsync(JobKeys.PartBlock(block), continuation, token).ConfigureAwait(false);
                Add(page.Objects);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }).ConfigureAwait(false);
        return parts;

        // Each shard has a place of its own, so that threads need not wait for each other.
        void Add(IReadOnlyList<VitStoredObject> objects)
        {
            foreach (VitStoredObject item in objects)
            {
                if (JobKeys.ShardOf(item.Key) is { } shard && shard < parts.Length)
                    parts[shard] = item;
            }
        }
    }

    /// <summary>The number of the last submission to a queue; 0 where there was none.</summary>
    public static async Task<int> FindGenerationAsync(RetryingStore store, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (VitStoredObject _ in store.ListAsync(JobKeys.Submissions, cancellationToken).ConfigureAwait(false))
            count++;
        return count;
    }

    /// <summary>The shards without a part that have failed since the last submission, in their order.</summary>
    public static async Task<IReadOnlyList<VitShardFailure>> ListFailuresAsync(RetryingStore store, VitStoredObject?[] parts,
        CancellationToken cancellationToken)
    {
        int generation = await FindGenerationAsync(store, cancellationToken).ConfigureAwait(false);
        var last = new SortedDictionary<int, string>();
        await foreach (VitStoredObject item in store.ListAsync(JobKeys.Failures, cancellationToken).ConfigureAwait(false))
        {
            if (JobKeys.FailureOf(item.Key) is not { } failure || failure.Generation < generation || failure.Shard >= parts.Length
                || parts[failure.Shard] is not null)
                continue;
            if (!last.TryGetValue(failure.Shard, out string? known) || string.CompareOrdinal(known, item.Key) < 0)
                last[failure.Shard] = item.Key;
        }

        var failures = new List<VitShardFailure>();
        foreach (string key in last.Values)
        {
            if (await JobObject.ReadAsync(store, key, ProgressJson.Default.VitShardFailure, cancellationToken).ConfigureAwait(false) is { } failure)
                failures.Add(failure);
        }

        return failures;
    }
}
