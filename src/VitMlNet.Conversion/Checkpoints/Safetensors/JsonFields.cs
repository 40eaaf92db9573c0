using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Fields of a configuration, with errors that name the file and the field.</summary>
internal readonly record struct JsonFields(string Path, JsonElement Element)
{
    /// <summary>The object under a name, or one without fields.</summary>
    public JsonFields Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } found ? this with { Element = found } : this with { Element = default };

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A whole number from 0 on; <see langword="null"/> where there is none.</summary>
    public int? Number(string name) => Find(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out int number) && number >= 0 ? number
        : throw Error(name, "a whole number");

    public double? Real(string name) => Find(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out double number) && double.IsFinite(number) ? number
        : throw Error(name, "a number");

    /// <summary>Three numbers, one for each channel.</summary>
    public double[]? Channels(string name)
    {
        if (Find(name) is not { } found)
            return null;
        double[] values = found.ValueKind == JsonValueKind.Array && found.GetArrayLength() == 3
            ? [.. found.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : double.NaN)]
            : [];
        return values.Length == 3 && values.All(double.IsFinite) ? values : throw Error(name, "three numbers");
    }

    public ConversionException Error(string name, string expected) =>
        new($"'{name}' should be {expected}, found {Printable.Of(Find(name)?.GetRawText() ?? "nothing")}. Download the file of this model again.", Path);

    /// <summary>The field's value; null where it is absent or null in the file.</summary>
    public JsonElement? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;
}
