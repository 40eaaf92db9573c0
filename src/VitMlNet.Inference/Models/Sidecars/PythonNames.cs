using System.Globalization;
using System.Text;

namespace VitMlNet;

/// <summary>Reads the text of a dictionary of Python from whole numbers to texts: <c>{0: 'tench', 1: "lion's tooth"}</c>.</summary>
internal static class PythonNames
{
    private const int MostNames = 1 << 20;

    /// <summary>The texts in the order of their numbers; null where the text is something else, or leaves a number out.</summary>
    public static IReadOnlyList<string>? Read(string text)
    {
        var names = new SortedDictionary<int, string>();
        int at = 0;
        if (!Take(text, ref at, '{'))
            return null;
        while (!Take(text, ref at, '}'))
        {
            if (names.Count > 0 && !Take(text, ref at, ','))
                return null;
            if (Take(text, ref at, '}'))
                break;
            if (ReadNumber(text, ref at) is not { } number || !Take(text, ref at, ':') || ReadText(text, ref at) is not { } name || number >= MostNames)
                return null;
            names[number] = name;
        }

        return names.Count > 0 && names.Keys.Last() == names.Count - 1 ? [.. names.Values] : null;
    }

    private static bool Take(string text, ref int at, char sign)
    {
        SkipSpace(text, ref at);
        if (at >= text.Length || text[at] != sign)
            return false;
        at++;
        return true;
    }

    private static int? ReadNumber(string text, ref int at)
    {
        SkipSpace(text, ref at);
        int first = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return int.TryParse(text.AsSpan(first, at - first), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    private static string? ReadText(string text, ref int at)
    {
        SkipSpace(text, ref at);
        if (at >= text.Length || text[at] is not ('\'' or '"'))
            return null;
        char quote = text[at++];
        var read = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return read.ToString();
            }

            if (text[at] != '\\' || at + 1 == text.Length)
            {
                read.Append(text[at]);
                continue;
            }

            at++;
            int length = text[at] switch { 'x' => 2, 'u' => 4, _ => 0 };
            if (length > 0 && at + length < text.Length
                && int.TryParse(text.AsSpan(at + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            {
                read.Append((char)code);
                at += length;
                continue;
            }

            read.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        return null;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
