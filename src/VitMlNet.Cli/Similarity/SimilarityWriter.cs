using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Cli;

/// <summary>Writes the photographs that are most like another, in any of the formats.</summary>
internal static class SimilarityWriter
{
    /// <param name="output">Where the text goes.</param>
    /// <param name="format">The format.</param>
    /// <param name="csv">How texts are written to comma-separated values.</param>
    /// <param name="photo">The photograph that the others are like.</param>
    /// <param name="similar">The others, the most similar first.</param>
    public static void Write(TextWriter output, ResultFormat format, Csv csv, string photo, IReadOnlyList<SimilarPhoto> similar)
    {
        switch (format)
        {
            case ResultFormat.Json:
                output.WriteLine(JsonSerializer.Serialize(new JsonSimilar(photo, similar), JsonSimilarity.Readable.JsonSimilar));
                break;
            case ResultFormat.Csv:
                output.Write("rank,similarity,path" + Csv.NewLine);
                foreach ((SimilarPhoto other, int rank) in Ranked(similar))
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"{rank},{other.Similarity},{csv.Field(other.Path)}{Csv.NewLine}"));
                break;
            default:
                output.WriteLine("rank  similarity  path");
                foreach ((SimilarPhoto other, int rank) in Ranked(similar))
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rank,4}  {other.Similarity,10:0.0000}  {other.Path}"));
                break;
        }
    }

    private static IEnumerable<(SimilarPhoto Photo, int Rank)> Ranked(IReadOnlyList<SimilarPhoto> similar) =>
        similar.Select((other, i) => (other, i + 1));
}

/// <summary>A photograph that is like another.</summary>
/// <param name="Path">The photograph.</param>
/// <param name="Similarity">The cosine of the angle between the features of the two, from -1 to 1.</param>
internal sealed record SimilarPhoto(string Path, float Similarity);

internal sealed record JsonSimilar(string Path, IReadOnlyList<SimilarPhoto> Similar);

[JsonSerializable(typeof(JsonSimilar))]
internal sealed partial class JsonSimilarity : JsonSerializerContext
{
    /// <summary>Letters of all scripts stay as they are: the output is UTF-8 text, never part of a web page.</summary>
    public static JsonSimilarity Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
