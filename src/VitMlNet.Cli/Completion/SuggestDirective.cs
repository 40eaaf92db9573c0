using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>System.CommandLine's directive <c>[suggest:POSITION] "COMMAND LINE"</c>, for a command that is not named like its assembly.</summary>
internal static class SuggestDirective
{
    private const string Start = "[suggest";

    public static bool Is(string[] args) => args.Length > 0 && args[0].StartsWith(Start, StringComparison.Ordinal) && args[0].EndsWith(']');

    /// <summary>Writes the completions of a command line, one a line.</summary>
    public static int Write(Command root, ParserConfiguration parsing, string[] args, TextWriter output)
    {
        string line = string.Join(' ', args[1..]);
        string number = args[0][Start.Length..^1].TrimStart(':');
        int position = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? Math.Min(given, line.Length) : line.Length;

        // The rest is not part of what is completed; neither is the tool's own name.
        line = line[..position];
        string name = line.TrimStart().Split(' ', 2)[0];
        if (Path.GetFileNameWithoutExtension(name) == root.Name)
        {
            int start = line.IndexOf(name, StringComparison.Ordinal) + name.Length;
            line = line[start..];
        }

        foreach (CompletionItem item in root.Parse(line, parsing).GetCompletions(line.Length))
            output.WriteLine(item.Label);
        return ExitCodes.Success;
    }
}
