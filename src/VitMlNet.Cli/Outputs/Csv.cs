using System.Buffers;

namespace VitMlNet.Cli;

/// <summary>Comma-separated values with the quoting of RFC 4180.</summary>
/// <param name="raw">
/// Whether texts are written as they are. Otherwise a text that a spreadsheet would take for a formula gets an apostrophe before it, since
/// names of files and classes are anybody's.
/// </param>
internal sealed class Csv(bool raw)
{
    /// <summary>The line end that RFC 4180 asks for, on every platform.</summary>
    public const string NewLine = "\r\n";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n");

    /// <summary>The text, in quotes when it contains a comma, a quote or a line break, or begins or ends with a blank.</summary>
    public string Field(string text)
    {
        if (!raw && IsFormula(text))
            text = "'" + text;
        return text.AsSpan().ContainsAny(Special) || text.AsSpan().Trim().Length != text.Length
            ? $"\"{text.Replace("\"", "\"\"")}\""
            : text;
    }

    // Spreadsheets skip blanks, and take the wide forms of the characters for the same.
    private static bool IsFormula(string text) =>
        text.Length > 0 && (FormulaStarts.Contains(text[0])
            || text.AsSpan().TrimStart() is [var first, ..] && (FormulaStarts.Contains(first) || first is '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'));
}
