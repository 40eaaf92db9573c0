using System.Text.Json.Serialization;
using Parquet.Serialization;

namespace VitMlNet.Cli.Tests;

/// <summary>Reads what <c>features</c> writes to a <c>.parquet</c> file.</summary>
internal static class ParquetFile
{
    public static async Task<List<Row>> ReadAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        return [.. (await ParquetSerializer.DeserializeAsync<Row>(file)).Data];
    }

    public sealed class Row
    {
        [JsonPropertyName("path")]
        public string Path { get; set; } = "";

        [JsonPropertyName("features")]
        public List<float> Features { get; set; } = [];
    }
}
