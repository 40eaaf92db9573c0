using Parquet;
using Parquet.Schema;

namespace VitMlNet;

/// <summary>What a part contains, without its scores.</summary>
/// <param name="Rows">The number of photographs.</param>
/// <param name="Errors">The number of those that have an error.</param>
/// <param name="Length">The file's length in bytes.</param>
internal sealed record PartContent(int Rows, int Errors, long Length);

/// <summary>Reads a part, and compares it with the plan.</summary>
internal static class PartReader
{
    /// <summary>Makes sure that a part is the result of this shard of this plan, with each photograph once.</summary>
    /// <returns>What it contains; <see langword="null"/> if there is no part.</returns>
    /// <exception cref="VitJobException">It is another result, or damaged.</exception>
    public static async Task<PartContent?> VerifyAsync(
        RetryingStore store, VitJobPlan plan, int shard, IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        string key = JobKeys.Part(shard);
        if (await store.FindLengthAsync(key, cancellationToken).ConfigureAwait(false) is not { } length)
            return null;
        await using var stream = new ObjectStream(store, key, length);
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach ((string name, string value) in PartSchema.Describe(plan, shard))
            {
                string? found = reader.CustomMetadata.GetValueOrDefault(name);
                if (found != value)
                    throw Wrong($"its entry '{name}' is '{found}', and '{value}' is expected: it is the result of another job or shard");
            }

            return await VerifyRowsAsync(reader, plan.GetRange(shard).Start, images, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or VitException))
        {
            throw Wrong($"it is damaged: {e.Message}", e);
        }

        VitJobException Wrong(string what, Exception? cause = null) => new(
            $"'{key}': {what}. Delete it and have the shard scored again ('vitmlnet job score {store.Address} --shard {shard}').", store.Address, cause);

        async Task<PartContent> VerifyRowsAsync(ParquetReader parts, long start, IReadOnlyList<string> expected, CancellationToken token)
        {
            int next = 0;
            int errors = 0;
            for (int i = 0; i < parts.RowGroupCount; i++)
            {
                using ParquetRowGroupReader group = parts.OpenRowGroupReader(i);
                int count = checked((int)group.RowCount);
                var positions = new long[count];
                await group.ReadAsync<long>(parts.Schema.FindDataField(PartSchema.PositionName), positions, cancellationToken: token).ConfigureAwait(false);
                string?[] addresses = await ReadTextsAsync(group, parts.Schema.FindDataField(PartSchema.AddressName), count, token).ConfigureAwait(false);
                string?[] messages = await ReadTextsAsync(group, parts.Schema.FindDataField(PartSchema.ErrorName), count, token).ConfigureAwait(false);
                errors += messages.Count(message => message is not null);
                for (int row = 0; row < count; row++, next++)
                {
                    if (next >= expected.Count || positions[row] != start + next || addresses[row] != expected[next])
                    {
                        throw Wrong($"row {next} is photograph {positions[row]} ({addresses[row]}), and "
                            + (next < expected.Count ? $"{start + next} ({expected[next]}) is expected" : "the shard ends before it"));
                    }
                }
            }

            return next == expected.Count
                ? new PartContent(next, errors, length)
                : throw Wrong($"it has {next} photographs, and the shard has {expected.Count}");
        }
    }

    private static async Task<string?[]> ReadTextsAsync(ParquetRowGroupReader group, DataField field, int count, CancellationToken token)
    {
        var texts = new string?[count];
        await group.ReadAsync(field, texts.AsMemory(), cancellationToken: token).ConfigureAwait(false);
        return texts;
    }
}
