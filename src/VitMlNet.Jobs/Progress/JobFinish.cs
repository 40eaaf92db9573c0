using System.Globalization;

namespace VitMlNet;

/// <summary>Compares the parts of a job with its plan, row by row, and writes the manifest.</summary>
internal static class JobFinish
{
    private const int MostNamed = 10;

    public static async Task<VitJobManifest> RunAsync(
        RetryingStore store, VitJobPlan plan, bool acceptFailures, Action<long>? progress, CancellationToken cancellationToken)
    {
        VitStoredObject?[] listed = await JobListing.ListPartsAsync(store, plan, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<VitShardFailure> failures = await JobListing.ListFailuresAsync(store, listed, cancellationToken).ConfigureAwait(false);
        CheckComplete(store, listed, failures, acceptFailures);

        VitJobPart?[] parts = await VerifyAsync(store, plan, failures.Select(failure => failure.Shard).ToHashSet(), progress, cancellationToken)
            .ConfigureAwait(false);
        var manifest = new VitJobManifest
        {
            Id = plan.Id,
            Kind = plan.Kind,
            LibraryVersion = plan.LibraryVersion,
            ModelSha256 = plan.Model.Files[0].Sha256,
            ImageCount = plan.ImageCount,
            ErrorCount = parts.Sum(part => (long)(part?.Errors ?? 0)),
            Parts = [.. parts.OfType<VitJobPart>()],
            Failures = failures,
        };
        if (await store.TryPutAsync(JobKeys.Manifest, JobObject.Write(manifest, ProgressJson.Default.VitJobManifest), cancellationToken).ConfigureAwait(false))
            return manifest;

        // The job was finished before; what was found then stays.
        return await JobObject.ReadAsync(store, JobKeys.Manifest, ProgressJson.Default.VitJobManifest, cancellationToken).ConfigureAwait(false) ?? manifest;
    }

    private static void CheckComplete(RetryingStore store, VitStoredObject?[] parts, IReadOnlyList<VitShardFailure> failures, bool acceptFailures)
    {
        var failed = failures.Select(failure => failure.Shard).ToHashSet();
        int[] missing = [.. Enumerable.Range(0, parts.Length).Where(shard => parts[shard] is null && !failed.Contains(shard))];
        if (missing.Length > 0)
        {
            throw new VitJobException(
                $"{parts.Length} shards are expected, and {missing.Length} have no result yet: {Name(missing)}. Let the job go on, or hand them out again "
                + $"('vitmlnet job submit' or 'vitmlnet job score').", store.Address);
        }

        if (failures.Count > 0 && !acceptFailures)
        {
            throw new VitJobException(
                $"{failures.Count} of {parts.Length} shards have failed: {Name([.. failed.Order()])}; the first one since: {failures[0].Reason} Remove "
                    + $"the cause and hand "
                + "them out again, or finish the job without them (--accept-failures).", store.Address);
        }
    }

    private static async Task<VitJobPart?[]> VerifyAsync(
        RetryingStore store, VitJobPlan plan, HashSet<int> failed, Action<long>? progress, CancellationToken cancellationToken)
    {
        var parts = new VitJobPart?[plan.ShardCount];
        long done = 0;
        int lists = ((plan.ShardCount - 1) / plan.ShardsPerList) + 1;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(8, Environment.ProcessorCount), CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, lists, options, async (list, token) =>
        {
            IReadOnlyList<string[]> shards = await ShardLists.ReadAsync(store, plan, list, token).ConfigureAwait(false);
            int end = Math.Min((list + 1) * plan.ShardsPerList, plan.ShardCount);
            for (int shard = list * plan.ShardsPerList; shard < end; shard++)
            {
                if (failed.Contains(shard))
                    continue;
                IReadOnlyList<string> images = ShardLists.Find(store, plan, shards, shard);
                PartContent content = await PartReader.VerifyAsync(store, plan, shard, images, token).ConfigureAwait(false)
                    ?? throw new VitJobException($"'{JobKeys.Part(shard)}' was there a moment ago, and is not any more.", store.Address);
                parts[shard] = new VitJobPart(shard, JobKeys.Part(shard), content.Rows, content.Errors, content.Length);
                progress?.Invoke(Interlocked.Add(ref done, content.Rows));
            }
        }).ConfigureAwait(false);
        return parts;
    }

    private static string Name(int[] shards) =>
        string.Join(", ", shards.Take(MostNamed).Select(shard => shard.ToString(CultureInfo.InvariantCulture))) + (shards.Length > MostNamed ? ", …" : "");
}
