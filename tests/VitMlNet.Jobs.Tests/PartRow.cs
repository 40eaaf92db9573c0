using System.Text.Json.Serialization;
using Parquet.Serialization;

namespace VitMlNet.Jobs.Tests;

/// <summary>A row of a part, as any reader of Parquet sees it.</summary>
internal sealed class PartRow
{
    [JsonPropertyName("position")]
    public long Position { get; set; }

    [JsonPropertyName("uri")]
    public string Address { get; set; } = "";

    [JsonPropertyName("label")]
    public string? Label { get; set; }

    [JsonPropertyName("score")]
    public float? Score { get; set; }

    [JsonPropertyName("top_classes")]
    public List<int>? Classes { get; set; }

    [JsonPropertyName("top_scores")]
    public List<float>? Scores { get; set; }

    [JsonPropertyName("features")]
    public List<float>? Features { get; set; }

    [JsonPropertyName("error")]
    public string? Error { get; set; }

    public static async Task<List<PartRow>> ReadAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        return [.. (await ParquetSerializer.DeserializeAsync<PartRow>(file)).Data];
    }

    /// <summary>The rows of all parts of a job, in the order of the shards.</summary>
    public static async Task<List<PartRow>> ReadAllAsync(string jobFolder)
    {
        var rows = new List<PartRow>();
        foreach (string path in Directory.GetFiles(Path.Combine(jobFolder, "parts")).Order(StringComparer.Ordinal))
            rows.AddRange(await ReadAsync(path));
        return rows;
    }
}
