using System.Text.RegularExpressions;

namespace VitMlNet.Testing;

/// <summary>
/// Which folder of a project's sources uses which: types are found by their names, with comments and strings left out. A name that
/// several folders define, and nested types, count for none.
/// </summary>
public static partial class SourceFolders
{
    /// <summary>Finds groups of folders that use each other, directly or through others.</summary>
    /// <param name="project">The name of a folder under <c>src</c>.</param>
    /// <returns>A line for each group, with an example for every use in it; none for a project that is in order.</returns>
    public static IReadOnlyList<string> FindKnots(string project) => FindKnots(Read(Path.Combine(RepositoryPaths.Root, "src", project)));

    /// <summary>The same for sources by their paths.</summary>
    public static IReadOnlyList<string> FindKnots(IReadOnlyDictionary<string, string> sources)
    {
        Dictionary<string, Dictionary<string, string>> uses = FindUses(sources);
        Dictionary<string, HashSet<string>> reached = uses.Keys.ToDictionary(folder => folder, folder => Reach(folder, uses));
        return [.. uses.Keys
            .Where(folder => reached[folder].Contains(folder))
            .GroupBy(folder => string.Join(" ", reached[folder].Where(other => reached[other].Contains(folder)).Append(folder).Distinct().Order(StringComparer.Ordinal)))
            .Select(knot => $"{knot.Key}: {string.Join(", ", knot.SelectMany(folder => uses[folder].Where(use => knot.Contains(use.Key)).Select(use => use.Value)))}")];
    }

    private static Dictionary<string, string> Read(string root) => Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
        .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
        .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(root, path)));

    private static Dictionary<string, Dictionary<string, string>> FindUses(IReadOnlyDictionary<string, string> sources)
    {
        Dictionary<string, string> code = sources.ToDictionary(source => source.Key, source => NotCode().Replace(source.Value, ""));
        ILookup<string, string> folders = code
            .SelectMany(source => Outermost(source.Value).Select(type => (type, folder: FolderOf(source.Key))))
            .Distinct()
            .ToLookup(found => found.type, found => found.folder);
        Dictionary<string, Dictionary<string, string>> uses = code.Keys.Select(FolderOf).Distinct().ToDictionary(folder => folder, _ => new Dictionary<string, string>());
        foreach ((string path, string text) in code)
        {
            foreach (string word in Words().Matches(text).Select(match => match.Value).Distinct())
            {
                if (folders[word].ToArray() is [string other] && other != FolderOf(path))
                    uses[FolderOf(path)].TryAdd(other, $"{path} uses {word} of {other}");
            }
        }

        return uses;
    }

    private static IEnumerable<string> Outermost(string text)
    {
        Match[] definitions = Definitions().Matches(text).ToArray();
        int indent = definitions.Length == 0 ? 0 : definitions.Min(definition => definition.Groups[1].Length);
        return definitions.Where(definition => definition.Groups[1].Length == indent).Select(definition => definition.Groups[2].Value);
    }

    private static HashSet<string> Reach(string from, Dictionary<string, Dictionary<string, string>> uses)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(uses[from].Keys);
        while (next.TryDequeue(out string? folder))
        {
            if (reached.Add(folder))
                uses[folder].Keys.ToList().ForEach(next.Enqueue);
        }

        return reached;
    }

    private static string FolderOf(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : ".";

    [GeneratedRegex(@"""""""[\s\S]*?""""""|@?\$?""(?:\\.|[^""\\\n])*""|/\*[\s\S]*?\*/|//[^\n]*")]
    private static partial Regex NotCode();

    [GeneratedRegex(@"^([ \t]*)(?:\[[^\]\n]*\]\s*)*(?:[a-z]+\s+)*?(?:class|struct|interface|enum|record(?:\s+struct)?|delegate\s+\S+)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Definitions();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex Words();
}
