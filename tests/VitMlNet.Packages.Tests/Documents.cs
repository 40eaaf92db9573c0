using System.Text.RegularExpressions;

namespace VitMlNet.Packages.Tests;

/// <summary>The programs and commands that the documents show.</summary>
internal static partial class Documents
{
    private const string Readme = "README.md";

    /// <summary>The document that goes from a folder to a web page.</summary>
    public static readonly string Tutorial = Path.Combine("docs", "tutorial.md");

    /// <summary>The C# blocks of README.md, each a program.</summary>
    public static IReadOnlyList<DocumentProgram> ReadmePrograms { get; } = [.. FindPrograms(Readme)];

    /// <summary>The C# blocks of the other documents, each a program.</summary>
    public static IReadOnlyList<DocumentProgram> OtherPrograms { get; } =
    [
        .. FindPrograms(Path.Combine("src", "package.md")),
        .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md")
            .Order(StringComparer.Ordinal)
            .SelectMany(path => FindPrograms(Path.Combine("docs", Path.GetFileName(path)))),
    ];

    /// <summary>The lines of the shell blocks of README.md, without comments.</summary>
    public static IReadOnlyList<string> ReadmeCommands { get; } = [.. FindCommands(Readme)];

    /// <summary>The lines of a document's shell blocks, without comments.</summary>
    public static IEnumerable<string> FindCommands(string document) => FindBlocks(document, "sh")
        .SelectMany(block => block.Split('\n'))
        .Select(line => Comment().Replace(line, "").Trim())
        .Where(line => line.Length > 0);

    private static IEnumerable<DocumentProgram> FindPrograms(string document) =>
        FindBlocks(document, "csharp").Select((code, i) => new DocumentProgram(document, i + 1, code));

    private static IEnumerable<string> FindBlocks(string document, string language) =>
        from Match match in Block().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, document)).ReplaceLineEndings("\n"))
        where match.Groups["language"].Value == language
        select match.Groups["text"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();
}
