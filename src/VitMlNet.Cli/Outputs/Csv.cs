using System.Buffers;

namespace VitMlNet.Cli;

/// <summary>The quoting of RFC 4180.</summary>
internal static class Csv
{
    /// <summary>The line end that RFC 4180 asks for, on every platform.</summary>
    public const string NewLine = "\r\n";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>The field, in quotes when it holds a comma, a quote or a line break, or begins or ends with a blank.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(Special) || text.AsSpan().Trim().Length != text.Length
            ? $"\"{text.Replace("\"", "\"\"")}\""
            : text;
}
