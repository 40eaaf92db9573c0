using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VitMlNet;

/// <summary>The text form of <see cref="VitPreprocessing"/>, as it stands in a model file's metadata.</summary>
internal static class PreprocessingText
{
    private static readonly (string Name, VitPreprocessing Value)[] s_presets =
    [
        ("google", VitPreprocessing.Google), ("timm", VitPreprocessing.Timm), ("mlnet", VitPreprocessing.MlNet), ("hf-vit", VitPreprocessing.HuggingFaceVit),
        ("hf-deit", VitPreprocessing.HuggingFaceDeit), ("hf-clip", VitPreprocessing.HuggingFaceClip), ("hf-dinov2", VitPreprocessing.HuggingFaceDinoV2),
        ("hf-siglip", VitPreprocessing.HuggingFaceSiglip), ("torchvision", VitPreprocessing.Torchvision), ("keras", VitPreprocessing.Keras),
        ("ultralytics", VitPreprocessing.Ultralytics),
    ];

    private static readonly string s_allowed =
        $"Allowed are {string.Join(", ", s_presets.Select(preset => preset.Name))}, or a JSON object with any of {PreprocessingFields.Allowed}.";

    public static VitPreprocessing Read(string text)
    {
        foreach ((string name, VitPreprocessing value) in s_presets)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        if (!text.StartsWith('{'))
            throw Bad(text, "is no preset");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            VitPreprocessing settings = document.RootElement.EnumerateObject().Aggregate(new VitPreprocessing(), (read, property) =>
                PreprocessingFields.Read(read, property) ?? throw Bad(text, $"has \"{property.Name}\": {property.Value.GetRawText()}"));
            settings.Validate();
            return settings;
        }
        catch (JsonException e)
        {
            throw Bad(text, "is no JSON", e);
        }
        catch (ArgumentException e)
        {
            throw Bad(text, $"has values out of range or that do not go together ({e.Message})", e);
        }
    }

    public static string Write(VitPreprocessing settings)
    {
        foreach ((string name, VitPreprocessing value) in s_presets)
        {
            if (settings == value)
                return name;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            PreprocessingFields.Write(json, settings);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static FormatException Bad(string text, string why, Exception? inner = null) =>
        new($"The preprocessing \"{(text.Length > 200 ? text[..200] + "..." : text)}\" {why}. {s_allowed}", inner);
}
