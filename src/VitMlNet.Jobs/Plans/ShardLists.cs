using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace VitMlNet;

/// <summary>The photographs of shards in objects: gzip, one JSON array of addresses for each shard, one a line.</summary>
internal static class ShardLists
{
    /// <summary>Lists of about this many photographs: small enough to read for one shard, large enough not to be too many.</summary>
    private const int ImagesPerList = 10_000;

    public static int ShardsPerList(int shardSize) => Math.Max(1, ImagesPerList / shardSize);

    /// <summary>Writes the lists of all shards, a few at a time.</summary>
    /// <returns>The number of photographs.</returns>
    public static async Task<long> WriteAsync(
        RetryingStore store, string id, IAsyncEnumerable<string> images, int shardSize, Action<long>? progress, CancellationToken cancellationToken)
    {
        int imagesPerList = ShardsPerList(shardSize) * shardSize;
        long count = 0;
        int list = 0;
        var underWay = new Queue<Task>();
        var batch = new List<string>();
        await foreach (string image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            batch.Add(Check(image, store.Address));
            if (++count % imagesPerList == 0)
                await PutBatchAsync().ConfigureAwait(false);
        }

        if (batch.Count > 0)
            await PutBatchAsync().ConfigureAwait(false);
        await Task.WhenAll(underWay).ConfigureAwait(false);
        return count;

        async Task PutBatchAsync()
        {
            List<string> full = batch;
            batch = new List<string>(full.Count);
            int number = list++;
            underWay.Enqueue(Task.Run(() => PutAsync(store, JobKeys.List(id, number), full, shardSize, cancellationToken), cancellationToken));
            if (underWay.Count >= Math.Max(4, Environment.ProcessorCount))
                await underWay.Dequeue().ConfigureAwait(false);
            progress?.Invoke(count);
        }
    }

    /// <summary>Reads the photographs of the shards of a list.</summary>
    /// <exception cref="VitJobException">The list is absent or damaged.</exception>
    public static async Task<IReadOnlyList<string[]>> ReadAsync(RetryingStore store, VitJobPlan plan, int list, CancellationToken cancellationToken)
    {
        string key = JobKeys.List(plan.Id, list);
        try
        {
            return await store.ReadAsync(key, ReadLinesAsync, cancellationToken).ConfigureAwait(false)
                ?? throw new VitJobException($"'{key}', a part of the plan, is absent. Plan the job again at another address.", store.Address);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new VitJobException($"'{key}', a part of the plan, is damaged: {e.Message} Plan the job again at another address.", store.Address, e);
        }
    }

    /// <summary>The photographs of a shard, out of its list.</summary>
    /// <exception cref="VitJobException">The list has not as many as the plan.</exception>
    public static IReadOnlyList<string> Find(RetryingStore store, VitJobPlan plan, IReadOnlyList<string[]> shards, int shard)
    {
        int count = plan.GetRange(shard).Count;
        int index = shard % plan.ShardsPerList;
        return index < shards.Count && shards[index].Length == count
            ? shards[index]
            : throw new VitJobException(
                $"the list of shard {shard} has {(index < shards.Count ? shards[index].Length : 0)} photographs, and {count} are expected. Plan the job "
                    + $"again at another "
                + "address.", store.Address);
    }

    private static async Task<IReadOnlyList<string[]>> ReadLinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped, Encoding.UTF8);
        var shards = new List<string[]>();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            shards.Add(JsonSerializer.Deserialize(line, ShardListJson.Default.StringArray) ?? throw new JsonException("an array of addresses is expected."));
        return shards;
    }

    private static async Task PutAsync(RetryingStore store, string key, List<string> images, int shardSize, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await using (var zipped = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int start = 0; start < images.Count; start += shardSize)
            {
                string[] shard = [.. images.Skip(start).Take(shardSize)];
                zipped.Write(JsonSerializer.SerializeToUtf8Bytes(shard, ShardListJson.Default.StringArray));
                zipped.WriteByte((byte)'\n');
            }
        }

        // The key has the plan's own id: nobody else writes it, and if it is there, it is from the same call, tried again.
        await store.TryPutAsync(key, content, cancellationToken).ConfigureAwait(false);
    }

    private static string Check(string image, string job) => !ImageAddress.HasCredentials(image)
        ? image
        : throw new VitJobException(
            $"the address {ImageAddress.WithoutCredentials(image)} contains a password or a signature, which a plan must not hold. Give the address "
                + $"alone, and the "
            + "credentials in the environment of each machine (docs/scale.md).", job);
}
