using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.ModelFile;

/// <summary>Lists of texts in a model file's metadata, such as the class names: JSON arrays of strings.</summary>
internal static partial class TextList
{
    // Names in all languages stay readable; nothing of this goes into a web page.
    private static readonly Json s_json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(IEnumerable<string> texts) => JsonSerializer.Serialize([.. texts], s_json.StringArray);

    /// <summary>The texts, or <see langword="null"/> if it is no JSON array of strings.</summary>
    public static IReadOnlyList<string>? Read(string json)
    {
        try
        {
            string[]? texts = JsonSerializer.Deserialize(json, s_json.StringArray);
            return texts is null || Array.IndexOf(texts, null) >= 0 ? null : texts;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(string[]))]
    private sealed partial class Json : JsonSerializerContext;
}
