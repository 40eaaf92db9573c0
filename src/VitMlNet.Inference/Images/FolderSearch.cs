namespace VitMlNet;

/// <summary>Goes through a folder and its subfolders in ordinal order of the names.</summary>
internal sealed class FolderSearch(
    Action<string, Exception> onUnreadable, Action<string, VitImageErrorReason>? onSkipped, bool isRecursive, CancellationToken cancellationToken)
{
    /// <summary>The folders so far, without links: each is entered once, so that links among them neither go round for ever nor multiply.</summary>
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

    public IEnumerable<string> Find(string folder) => Find(folder, Path.GetFullPath(folder));

    public static void Throw(string folder, Exception cause) => throw (cause is DirectoryNotFoundException
        ? File.Exists(folder)
            ? new VitDataException("a folder of images is expected, and this is a file. Name the folder that it is in.", folder, cause)
            : new VitDataException("a folder of images is expected, and there is no such folder. Check the path.", folder, cause)
        : new VitDataException($"the folder cannot be read: {cause.Message} Check its permissions.", folder, cause));

    /// <param name="folder">The folder as it is shown.</param>
    /// <param name="location">Where it is, as far as the links above it are resolved.</param>
    private IEnumerable<string> Find(string folder, string location)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Enter(folder, ref location) is not { } entries)
            yield break;
        foreach (FileSystemInfo entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Name.StartsWith('.'))
                continue;
            string path = Path.Combine(folder, entry.Name);
            if (Directory.Exists(path))
            {
                if (!isRecursive)
                    continue;
                foreach (string file in Find(path, Path.Combine(location, entry.Name)))
                    yield return file;
            }
            else if (FirstBytes.FindReason(path) is { } reason)
            {
                onSkipped?.Invoke(path, reason);
            }
            else
            {
                yield return path;
            }
        }
    }

    /// <summary>The folder's entries in their order; null when it was entered before or cannot be read.</summary>
    private FileSystemInfo[]? Enter(string folder, ref string location)
    {
        try
        {
            var info = new DirectoryInfo(location);
            location = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
            FileSystemInfo[] entries = info.GetFileSystemInfos();
            if (!_entered.Add(location))
                return null;
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onUnreadable(folder, e);
            return null;
        }
    }
}
