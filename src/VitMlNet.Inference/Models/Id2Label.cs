using System.Globalization;
using System.Text.Json;

namespace VitMlNet;

/// <summary>The class names that Hugging Face's configurations call <c>id2label</c>: a JSON object from numbers to names.</summary>
internal static class Id2Label
{
    public const string Key = "id2label";

    /// <summary>The names in their order, or null where the text is something else or leaves a number out.</summary>
    public static IReadOnlyList<string>? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var names = new SortedDictionary<int, string>();
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.String || !int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                    return null;
                names[id] = entry.Value.GetString()!;
            }

            return names.Count > 0 && names.Keys.SequenceEqual(Enumerable.Range(0, names.Count)) ? [.. names.Values] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
