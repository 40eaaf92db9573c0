using System.Globalization;
using System.Text;

namespace VitMlNet.ModelFile;

/// <summary>
/// Text of anybody, such as file names and class names, made safe to show and to log: characters that a terminal obeys, or that hide or turn what
/// follows, are replaced.
/// </summary>
internal static class VisibleText
{
    private static readonly char[] Blanks = ['\r', '\n', '\t'];

    /// <summary>Whether the character is a control character, or one that changes the direction of what follows.</summary>
    public static bool IsHidden(char character) => char.IsControl(character)
        || character is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>The text with each hidden character written as its number: <c>\x1B</c>, <c>\u202E</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsHidden))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char character in text)
        {
            if (IsHidden(character))
                Append(escaped, character);
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>The text on one line: line breaks and tabs, and the blanks beside them, become single spaces, and the rest is escaped.</summary>
    public static string OneLine(string text) =>
        Escape(string.Join(' ', text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private static void Append(StringBuilder escaped, char character) => _ = character <= 0xFF
        ? escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}")
        : escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
}
