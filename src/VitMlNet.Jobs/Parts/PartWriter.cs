using Parquet;
using Parquet.Schema;

namespace VitMlNet;

/// <summary>Writes the result of a shard as one Parquet file, in row groups of about 16 MB.</summary>
internal static class PartWriter
{
    private const int ValuesPerGroup = 1 << 22;

    /// <param name="plan">The job.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="images">The results of all its photographs, in their order.</param>
    /// <returns>The file.</returns>
    public static async Task<MemoryStream> WriteAsync(VitJobPlan plan, int shard, IReadOnlyList<ScoredImage> images)
    {
        PartSchema schema = new PartSchema(plan.Kind);
        var content = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema.Schema, content).ConfigureAwait(false))
        {
            writer.CustomMetadata = PartSchema.Describe(plan, shard);
            int valuesPerImage = Math.Max(1, images.Max(image => image.Values?.Length ?? 0));
            foreach (ScoredImage[] rows in images.Chunk(Math.Max(1, ValuesPerGroup / valuesPerImage)))
                await WriteGroupAsync(writer, schema, rows).ConfigureAwait(false);
        }

        return content;
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, PartSchema schema, ScoredImage[] rows)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<long>(schema.Position, rows.Select(row => row.Position).ToArray()).ConfigureAwait(false);
        await group.WriteAsync(schema.Address, rows.Select(row => row.Address).ToArray()).ConfigureAwait(false);
        if (schema.ClassItems is { } classes)
        {
            await group.WriteAsync(schema.Label, rows.Select(row => row.Label!).ToArray()).ConfigureAwait(false);
            await group.WriteAsync<float>(schema.Score, rows.Select(row => row.Values is [var best, ..] ? best : (float?)null).ToArray()).ConfigureAwait(false);
            await WriteListsAsync(group, classes, rows.Select(row => row.Classes)).ConfigureAwait(false);
        }

        await WriteListsAsync(group, schema.ValueItems, rows.Select(row => row.Values)).ConfigureAwait(false);
        await group.WriteAsync(schema.Error, rows.Select(row => row.Error!).ToArray()).ConfigureAwait(false);
        group.CompleteValidate();
    }

    // A list that is absent has one entry of level 0, which says that there is no list.
    private static async Task WriteListsAsync<T>(ParquetRowGroupWriter group, DataField items, IEnumerable<T[]?> lists)
        where T : struct
    {
        var values = new List<T>();
        var definitions = new List<int>();
        var repetitions = new List<int>();
        foreach (T[]? list in lists)
        {
            values.AddRange(list ?? []);
            for (int i = 0; i < (list?.Length ?? 1); i++)
            {
                definitions.Add(list is null ? 0 : items.MaxDefinitionLevel);
                repetitions.Add(i == 0 ? 0 : 1);
            }
        }

        await group.WriteAllPartsAsync<T>(items, values.ToArray(), definitions.ToArray(), repetitions.ToArray(), CancellationToken.None).ConfigureAwait(false);
    }
}
