using System.Globalization;
using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A map from class indices, which are text and may be sorted as text, to names.</summary>
internal static class LabelMap
{
    /// <summary>The names in the order of the indices; <see langword="null"/> where the map is absent.</summary>
    /// <exception cref="ConversionException">The indices are not 0, 1, 2, ….</exception>
    public static List<string>? Read(JsonFields config, string field)
    {
        if (config.Find(field) is not { ValueKind: JsonValueKind.Object } map)
            return null;
        var names = new SortedDictionary<int, string>();
        foreach (JsonProperty label in map.EnumerateObject())
        {
            if (!int.TryParse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || !names.TryAdd(index, label.Value.ToString()))
                throw config.Error(field, "a map from the whole numbers 0, 1, 2, … to names");
        }

        return names.Count == 0 || names.Keys.Last() == names.Count - 1 ? [.. names.Values] : throw config.Error(field, "a map from the whole numbers 0, 1, 2, … to names");
    }

    /// <summary>Whether these are the names that transformers makes up where there are none: <c>LABEL_0</c>, <c>LABEL_1</c>, ….</summary>
    public static bool IsMadeUp(List<string> names) =>
        names.Select((name, index) => name == "LABEL_" + index.ToString(CultureInfo.InvariantCulture)).All(same => same);
}
