namespace VitMlNet;

/// <summary>Goes through a folder and its subfolders in ordinal order of the names.</summary>
internal sealed class FolderSearch(
    Action<string, Exception> onUnreadable, Action<string, VitImageErrorReason>? onSkipped, bool isRecursive, CancellationToken cancellationToken)
{
    /// <summary>The folders so far, without links: each is entered once, so that links among them neither go round for ever nor multiply.</summary>
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

    // Not by recursion: folders may be nested thousands deep.
    public IEnumerable<string> Find(string folder)
    {
        var open = new Stack<OpenFolder>();
        Enter(folder, Path.GetFullPath(folder), open);
        while (open.TryPeek(out OpenFolder? current))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (current.Next() is not { } entry)
            {
                open.Pop();
                continue;
            }

            if (entry.Name.StartsWith('.'))
                continue;
            string path = Path.Combine(current.Folder, entry.Name);
            if (entry is DirectoryInfo && !isRecursive)
                continue;
            if (entry is DirectoryInfo)
                Enter(path, Path.Combine(current.Location, entry.Name), open);
            else if (FirstBytes.FindReason(path) is { } reason)
                onSkipped?.Invoke(path, reason);
            else
                yield return path;
        }
    }

    public static void Throw(string folder, Exception cause) => throw (cause is DirectoryNotFoundException
        ? File.Exists(folder)
            ? new VitDataException("a folder of images is expected, and this is a file. Name the folder that it is in.", folder, cause)
            : new VitDataException("a folder of images is expected, and there is no such folder. Check the path.", folder, cause)
        : new VitDataException($"the folder cannot be read: {cause.Message} Check its permissions.", folder, cause));

    /// <summary>Opens a folder, unless it was entered before or cannot be read.</summary>
    /// <param name="folder">The folder as it is shown.</param>
    /// <param name="location">Where it is, as far as the links above it are resolved.</param>
    /// <param name="open">The folders that are being gone through.</param>
    private void Enter(string folder, string location, Stack<OpenFolder> open)
    {
        try
        {
            var info = new DirectoryInfo(location);
            location = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
            FileSystemInfo[] entries = info.GetFileSystemInfos();
            if (!_entered.Add(location))
                return;
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            open.Push(new OpenFolder(folder, location, entries));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onUnreadable(folder, e);
        }
    }

    private sealed class OpenFolder(string folder, string location, FileSystemInfo[] entries)
    {
        private int _next;

        public string Folder => folder;

        public string Location => location;

        public FileSystemInfo? Next() => _next < entries.Length ? entries[_next++] : null;
    }
}
