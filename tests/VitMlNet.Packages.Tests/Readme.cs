using System.Text.RegularExpressions;

namespace VitMlNet.Packages.Tests;

/// <summary>The programs and commands that the README shows.</summary>
internal static partial class Readme
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md")).ReplaceLineEndings("\n");

    /// <summary>The C# blocks, each a program.</summary>
    public static IReadOnlyList<string> Programs { get; } = [.. Blocks("csharp")];

    /// <summary>The lines of the shell blocks, without comments.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        .. Blocks("sh")
            .SelectMany(block => block.Split('\n'))
            .Select(line => Comment().Replace(line, "").Trim())
            .Where(line => line.Length > 0),
    ];

    private static IEnumerable<string> Blocks(string language) =>
        from Match match in Block().Matches(Text)
        where match.Groups["language"].Value == language
        select match.Groups["text"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();
}
