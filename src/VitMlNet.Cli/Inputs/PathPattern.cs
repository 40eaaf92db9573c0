using System.IO.Enumeration;

namespace VitMlNet.Cli;

/// <summary>Patterns of paths, for shells that leave them as they are: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders.</summary>
internal static class PathPattern
{
    private const string AnyFolders = "**";

    private static bool IgnoresCase => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>Whether it is a pattern, and not the name of something that exists.</summary>
    public static bool Is(string path) => path.AsSpan().ContainsAny('*', '?') && !File.Exists(path) && !Directory.Exists(path);

    /// <summary>The files and folders that match, in ordinal order; names that begin with a dot only where the pattern's do.</summary>
    public static IReadOnlyList<string> Expand(string pattern, CancellationToken token)
    {
        string[] parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        int literal = Array.FindIndex(parts, part => part.AsSpan().ContainsAny('*', '?'));
        string root = string.Join(Path.DirectorySeparatorChar, parts[..literal]);
        if (literal > 0 && root.Length == 0)
            root = Path.DirectorySeparatorChar.ToString();
        return [.. Match(root, parts.AsMemory(literal), token).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Match(string folder, ReadOnlyMemory<string> parts, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        string part = parts.Span[0];
        bool isLast = parts.Length == 1;
        if (part == AnyFolders && !isLast)
        {
            foreach (string path in Match(folder, parts[1..], token))
                yield return path;
        }

        foreach (FileSystemInfo entry in Entries(folder))
        {
            bool isFolder = entry is DirectoryInfo;
            if (entry.Name.StartsWith('.') && !part.StartsWith('.'))
                continue;
            string path = Path.Combine(folder, entry.Name);
            if (part == AnyFolders)
            {
                if (isLast && !isFolder)
                    yield return path;

                // A link to a folder could lead round for ever.
                if (isFolder && entry.LinkTarget is null)
                {
                    foreach (string inner in Match(path, parts, token))
                        yield return inner;
                }
            }
            else if (FileSystemName.MatchesSimpleExpression(part, entry.Name, IgnoresCase))
            {
                if (isLast)
                {
                    yield return path;
                }
                else if (isFolder)
                {
                    foreach (string inner in Match(path, parts[1..], token))
                        yield return inner;
                }
            }
        }
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder.Length == 0 ? "." : folder).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
