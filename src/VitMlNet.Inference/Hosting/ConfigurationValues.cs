using System.Drawing;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace VitMlNet;

/// <summary>The values of one section. Each error names the key, what is expected and what was found.</summary>
/// <remarks>The configuration binder of .NET needs reflection, or a generator in the application, and passes over keys that it does not know.</remarks>
internal sealed class ConfigurationValues(IConfiguration section)
{
    private readonly List<string> _known = [];

    public string GetPath(string key) => section is IConfigurationSection { Path.Length: > 0 } named ? ConfigurationPath.Combine(named.Path, key) : key;

    public void ReadText(string key, Action<string> set)
    {
        if (Find(key, "one text") is { } text)
            set(text);
    }

    public void ReadInt32(string key, Action<int> set) => Read(
        key, "a whole number", (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value), set);

    public void ReadInt64(string key, Action<long> set) => Read(
        key,
        "a whole number",
        (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        set);

    public void ReadBoolean(string key, Action<bool> set) => Read<bool>(key, "true or false", bool.TryParse, set);

    public void ReadTimeSpan(string key, Action<TimeSpan> set) => Read(
        key,
        "a time as hours:minutes:seconds, such as 00:01:00,",
        // A number alone would be days.
        (string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':'),
        set);

    public void ReadEnum<T>(string key, Action<T> set)
        where T : struct, Enum => Read(
            key,
            string.Join(" or ", Enum.GetNames<T>()),
            (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value),
            set);

    public void ReadColor(string key, Action<Color> set) => Read(key, "a colour such as #ffffff", TryParseColor, set);

    public void ReadPreprocessing(string key, Action<VitPreprocessing> set)
    {
        if (Find(key, "one text") is not { } text)
            return;
        try
        {
            set(VitPreprocessing.Parse(text));
        }
        catch (FormatException e)
        {
            throw new VitConfigurationException(e.Message, GetPath(key), e);
        }
    }

    public void ReadList(string key, Action<IReadOnlyList<string>> set)
    {
        _known.Add(key);
        IConfigurationSection list = section.GetSection(key);
        if (!list.Exists())
            return;
        IConfigurationSection[] items = [.. list.GetChildren()];
        if (items.Length == 0 || items.Any(item => item.Value is null))
            throw Wrong(key, "a list of texts", list.Value is null ? "another section" : $"'{list.Value}'");
        set([.. items.Select(item => item.Value!)]);
    }

    public void ReadSection(string key, Action<ConfigurationValues> read)
    {
        _known.Add(key);
        IConfigurationSection child = section.GetSection(key);
        if (!string.IsNullOrEmpty(child.Value))
            throw Wrong(key, "a section with values of its own", $"'{child.Value}'");
        if (child.Exists())
            read(new ConfigurationValues(child));
    }

    /// <summary>A key that is misspelled would otherwise be passed over.</summary>
    /// <exception cref="VitConfigurationException">The section has a key that has not been read.</exception>
    public void ThrowIfUnknown()
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new VitConfigurationException($"one of the keys {string.Join(", ", _known)} is expected, and '{child.Key}' was found. "
                    + "Correct it, or remove it.", child.Path);
        }
    }

    private static bool TryParseColor(string text, out Color color)
    {
        color = default;
        if (text.Length != 7 || text[0] != '#' || !int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
            return false;
        color = Color.FromArgb(byte.MaxValue, Color.FromArgb(rgb));
        return true;
    }

    private void Read<T>(string key, string expected, TryParse<T> parse, Action<T> set)
    {
        if (Find(key, expected) is not { } text)
            return;
        if (!parse(text, out T value))
            throw Wrong(key, expected, $"'{text}'");
        try
        {
            set(value);
        }
        catch (ArgumentException e)
        {
            throw new VitConfigurationException($"'{text}' is out of range. {e.Message}", GetPath(key), e);
        }
    }

    private string? Find(string key, string expected)
    {
        _known.Add(key);
        IConfigurationSection child = section.GetSection(key);
        return child.GetChildren().Any() ? throw Wrong(key, expected, "a section with values of its own") : child.Value;
    }

    private VitConfigurationException Wrong(string key, string expected, string found) =>
        new($"{expected} is expected, and {found} was found. Correct the value, or remove the key for the default.", GetPath(key));

    private delegate bool TryParse<T>(string text, out T value);
}
