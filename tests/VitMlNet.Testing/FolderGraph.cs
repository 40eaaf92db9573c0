using System.Text.RegularExpressions;

namespace VitMlNet.Testing;

/// <summary>
/// Which folder of a project uses which, by the names of the types that their sources define and mention: comments and texts are left
/// out, and so are names that several folders define.
/// </summary>
public sealed partial class FolderGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);

    /// <summary>Reads the sources of a project.</summary>
    /// <param name="project">Its folder under <c>src</c>.</param>
    public FolderGraph(string project)
    {
        string root = Path.Combine(RepositoryPaths.Root, "src", project);
        (string Folder, string Source)[] files =
        [
            .. from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               let folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/')
               where folder.Split('/')[0] is not ("obj" or "bin")
               select (folder, NotCode().Replace(File.ReadAllText(path), "\"\"")),
        ];
        ILookup<string, string> definitions = files
            .SelectMany(file => Definition().Matches(file.Source).Select(match => (Type: match.Groups[1].Value, file.Folder)))
            .Distinct()
            .ToLookup(definition => definition.Type, definition => definition.Folder);
        foreach ((string folder, string source) in files)
        {
            if (!_uses.TryGetValue(folder, out SortedSet<string>? used))
                _uses[folder] = used = new SortedSet<string>(StringComparer.Ordinal);
            IEnumerable<string> types = TypeName().Matches(source).Select(match => match.Value).Distinct();
            used.UnionWith(types.Select(type => definitions[type]).Where(owners => owners.Count() == 1).Select(owners => owners.First()));
            used.Remove(folder);
        }
    }

    /// <summary>The folders that use each other, directly or through others; <c>.</c> is the project's own.</summary>
    public IReadOnlyList<string> Knots => [.. _uses.Keys.Where(folder => Reaches(folder, folder, []))];

    /// <summary>The uses against an order of the folders, in which each, subfolders included, may use only itself and those before it.</summary>
    /// <param name="order">The folders in their order.</param>
    public IReadOnlyList<string> UsesAgainst(params string[] order)
    {
        int Place(string folder) => Array.IndexOf(order, folder.Split('/')[0]) is >= 0 and int place
            ? place
            : throw new ArgumentException($"The folder '{folder}' has no place in the order.", nameof(order));
        return [.. from pair in _uses from used in pair.Value where Place(used) > Place(pair.Key) select $"{pair.Key} -> {used}"];
    }

    private bool Reaches(string from, string to, HashSet<string> seen) =>
        _uses[from].Any(next => next == to || (seen.Add(next) && Reaches(next, to, seen)));

    // In one expression, since a text may contain what looks like a comment, and a comment what looks like a text.
    [GeneratedRegex(""" "{3,}[\s\S]*?"{3,} | @\$?"(?:[^"]|"")*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])' | /\*[\s\S]*?\*/ | //[^\n]* """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotCode();

    // Types within types are indented, and are nobody else's.
    [GeneratedRegex(@"(?m)^(?:[a-z]+\s+)*(?:class|struct|interface|enum|record(?:\s+struct)?|delegate\s+\S+)\s+([A-Z]\w*)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\b[A-Z]\w+")]
    private static partial Regex TypeName();
}
