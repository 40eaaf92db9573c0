using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Cli;

/// <summary>One JSON object a line: <c>{"path":…,"predictions":[{"index":…,"label":…,"score":…}]}</c> or <c>{"path":…,"error":…}</c>.</summary>
internal sealed class JsonPredictionWriter(TextWriter output) : IPredictionWriter
{
    public void Write(string path, IReadOnlyList<VitPrediction> predictions) =>
        output.WriteLine(JsonSerializer.Serialize(new JsonResult(path, predictions), JsonLines.Readable.JsonResult));

    public bool WriteError(string path, string error)
    {
        output.WriteLine(JsonSerializer.Serialize(new JsonFailure(path, error), JsonLines.Readable.JsonFailure));
        return true;
    }
}

internal sealed record JsonResult(string Path, IReadOnlyList<VitPrediction> Predictions);

internal sealed record JsonFailure(string Path, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonResult))]
[JsonSerializable(typeof(JsonFailure))]
internal sealed partial class JsonLines : JsonSerializerContext
{
    /// <summary>Letters of all scripts stay as they are: the output is UTF-8 text, never part of a web page.</summary>
    public static JsonLines Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
