using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VitMlNet;

/// <summary>The text form of <see cref="VitPreprocessing"/>, as it stands in a model file's metadata.</summary>
internal static class PreprocessingText
{
    private const string Allowed =
        "Allowed are google, timm, mlnet, or a JSON object with any of \"resize\" (\"squash\", \"crop\"), \"interpolation\" (\"bilinear\", " +
        "\"bicubic\"), \"antialias\" (true, false), \"cropFraction\" (over 0, at most 1), \"mean\" and \"std\" (a number, or one for each of red, green and "
            + "blue).";

    private static readonly (string Name, VitPreprocessing Value)[] s_presets =
        [("google", VitPreprocessing.Google), ("timm", VitPreprocessing.Timm), ("mlnet", VitPreprocessing.MlNet)];

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
            return document.RootElement.EnumerateObject().Aggregate(new VitPreprocessing(), (settings, property) => With(settings, property, text));
        }
        catch (JsonException e)
        {
            throw Bad(text, "is no JSON", e);
        }
        catch (ArgumentException e)
        {
            throw Bad(text, "has a value out of range", e);
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
        {
            json.WriteStartObject();
            json.WriteString("resize", settings.ResizeMode == VitResizeMode.Squash ? "squash" : "crop");
            json.WriteString("interpolation", settings.Interpolation.ToString().ToLowerInvariant());
            json.WriteBoolean("antialias", settings.Antialias);
            json.WriteNumber("cropFraction", settings.CropFraction);
            WriteChannels(json, "mean", settings.Mean);
            WriteChannels(json, "std", settings.StandardDeviation);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static VitPreprocessing With(VitPreprocessing settings, JsonProperty property, string text)
    {
        JsonElement value = property.Value;
        return (property.Name, value.ValueKind) switch
        {
            ("resize", JsonValueKind.String) when value.ValueEquals("squash") => settings with { ResizeMode = VitResizeMode.Squash },
            ("resize", JsonValueKind.String) when value.ValueEquals("crop") => settings with { ResizeMode = VitResizeMode.CropCenter },
            ("interpolation", JsonValueKind.String) when value.ValueEquals("bilinear") => settings with { Interpolation = VitInterpolation.Bilinear },
            ("interpolation", JsonValueKind.String) when value.ValueEquals("bicubic") => settings with { Interpolation = VitInterpolation.Bicubic },
            ("antialias", JsonValueKind.True or JsonValueKind.False) => settings with { Antialias = value.GetBoolean() },
            ("cropFraction", JsonValueKind.Number) => settings with { CropFraction = value.GetDouble() },
            ("mean", _) => settings with { Mean = ReadChannels(property, text) },
            ("std", _) => settings with { StandardDeviation = ReadChannels(property, text) },
            _ => throw Bad(text, $"has \"{property.Name}\": {value.GetRawText()}"),
        };
    }

    private static VitChannels ReadChannels(JsonProperty property, string text)
    {
        JsonElement value = property.Value;
        if (value.ValueKind == JsonValueKind.Number)
            return new VitChannels(value.GetSingle());
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
            return new VitChannels(value[0].GetSingle(), value[1].GetSingle(), value[2].GetSingle());
        throw Bad(text, $"has \"{property.Name}\": {value.GetRawText()}");
    }

    private static void WriteChannels(Utf8JsonWriter json, string name, VitChannels channels)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(channels.Red);
        json.WriteNumberValue(channels.Green);
        json.WriteNumberValue(channels.Blue);
        json.WriteEndArray();
    }

    private static FormatException Bad(string text, string why, Exception? inner = null) =>
        new($"The preprocessing \"{(text.Length > 200 ? text[..200] + "..." : text)}\" {why}. {Allowed}", inner);
}
