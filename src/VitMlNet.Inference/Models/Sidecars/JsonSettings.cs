using System.Globalization;
using System.Text.Json;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The fields of a JSON file beside the model; what has another type than expected is as if it were absent.</summary>
/// <param name="Element">The object.</param>
/// <param name="Source">What messages call the file.</param>
internal sealed record JsonSettings(JsonElement Element, string Source)
{
    private const long Longest = 64 << 20;
    private const int MostNames = 1 << 20;

    /// <summary>The file's object; null where there is no such file.</summary>
    /// <exception cref="VitModelException">The file is no JSON object, or cannot be read.</exception>
    public static JsonSettings? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using FileStream stream = RegularFile.OpenRead(path);
            if (stream.Length > Longest)
                throw new JsonException($"it has {stream.Length} bytes");
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonSettings(document.RootElement.Clone(), Path.GetFileName(path))
                : throw new JsonException("it is no object");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new VitModelException(
                $"the file beside the model is expected to be a JSON object with the model's settings, and cannot be read: {e.Message.TrimEnd('.')}. "
                    + "Copy it again, or set VitModelOptions.ReadFilesBeside to false to open the model without it.",
                path,
                e);
        }
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The field's value; null where it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonSettings? Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } value ? this with { Element = value } : null;

    public string? Text(string name)
    {
        try
        {
            return Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public double? Number(string name) => Find(name) is { } value ? NumberOf(value) : null;

    /// <summary>A whole number over 0.</summary>
    public int? Count(string name) => Find(name) is { } value ? CountOf(value) : null;

    /// <summary>Three numbers, or one for all three.</summary>
    public VitChannels? Channels(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (NumberOf(value) is { } same)
            return new VitChannels((float)same);
        double?[] numbers = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(NumberOf)] : [];
        return numbers switch
        {
            [{ } one] => new VitChannels((float)one),
            [{ } red, { } green, { } blue] => new VitChannels((float)red, (float)green, (float)blue),
            _ => null,
        };
    }

    /// <summary>A height and a width: one number, two in a list, or an object that names them.</summary>
    public (int Height, int Width)? Sides(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (CountOf(value) is { } side)
            return (side, side);
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Select(CountOf).ToArray() is [{ } height, { } width])
            return (height, width);
        return Object(name) is { } sides && sides.Count("height") is { } rows && sides.Count("width") is { } columns ? (rows, columns) : null;
    }

    /// <summary>The texts of a list, or of an object whose names are the numbers from 0 on; those that are missing are left null.</summary>
    public IReadOnlyList<string?>? Names(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)];
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        var names = new SortedDictionary<int, string?>();
        foreach (JsonProperty entry in value.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= MostNames)
                return null;
            names[index] = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
        }

        var list = new string?[names.Count == 0 ? 0 : names.Keys.Last() + 1];
        foreach ((int index, string? text) in names)
            list[index] = text;
        return list;
    }

    private static double? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    private static int? CountOf(JsonElement value) => NumberOf(value) is { } number and >= 1 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : null;
}
