namespace VitMlNet.ModelFile;

/// <summary>
/// An output file that is either complete or absent: it is written under a temporary name in the same folder and renamed by
/// <see cref="Commit"/>. Disposing it without that deletes the temporary file and leaves an existing file as it was.
/// </summary>
/// <remarks>
/// A symbolic link stays, and the file that it names is replaced. A device or a pipe is written into, never replaced. All failures are
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, whether from here or from writing to the stream: a caller
/// catches both around the whole work and reports them in an exception of its own. Not thread-safe.
/// </remarks>
internal sealed class AtomicFile : IDisposable
{
    private const int BufferLength = 1 << 16;
    private const int MostLinks = 40;

    private readonly string _target;
    private readonly string? _temporary;
    private bool _committed;

    /// <summary>Creates the temporary file.</summary>
    /// <exception cref="IOException">The file cannot be created; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created; the message says why.</exception>
    public AtomicFile(string path)
    {
        _target = FinalTarget(path);
        string folder = Path.GetDirectoryName(_target) ?? throw new IOException("a folder has that name.");
        if (Directory.Exists(_target))
            throw new IOException("a folder has that name.");
        if (OpenDevice(_target) is { } device)
        {
            Stream = device;
            return;
        }

        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"the folder '{folder}' does not exist.");
        // Independent of the file's own name, which may be as long as the file system allows.
        Leftovers.SweepOnce(folder);
        _temporary = Path.Combine(folder, Leftovers.CreateName());
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferLength);
    }

    /// <summary>The file, symbolic links resolved.</summary>
    public string Target => _target;

    /// <summary>Where the bytes are until the file is complete, or <see langword="null"/> for a device or a pipe.</summary>
    public string? TemporaryPath => _temporary;

    /// <summary>What is written; it can be read and positioned unless it is a device or a pipe.</summary>
    public FileStream Stream { get; }

    /// <summary>The bytes that were written, also after it was disposed.</summary>
    public long Written { get; private set; }

    /// <summary>Closes the stream and gives the file its name.</summary>
    public void Commit()
    {
        if (_temporary is not null)
        {
            // Else a power failure soon after could leave an empty file under the final name.
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_temporary, _target, overwrite: true);
        }
        else
        {
            Stream.Dispose();
        }

        _committed = true;
    }

    public void Dispose()
    {
        try
        {
            if (Stream.CanSeek)
                Written = Stream.Length;
            Stream.Dispose();
        }
        catch (IOException) when (!_committed)
        {
            // On a full disk the rest of the buffer fails once more; the file is deleted below.
        }

        if (_committed || _temporary is null)
            return;
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exception that brought us here says more than this one.
        }
    }

    private static string FinalTarget(string path)
    {
        try
        {
            string full = Path.GetFullPath(path);
            // Step by step, since /dev/stdout is a link to what only looks like a path.
            for (int links = 0; !IsDevicePath(full) && new FileInfo(full).LinkTarget is not null; links++)
            {
                full = links < MostLinks
                    ? File.ResolveLinkTarget(full, returnFinalTarget: false)!.FullName
                    : throw new IOException("it is a symbolic link that leads in a circle.");
            }

            return full;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static bool IsDevicePath(string path) => OperatingSystem.IsWindows()
        ? path.StartsWith(@"\\.\", StringComparison.Ordinal)
        : (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
            || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static FileStream? OpenDevice(string path)
    {
        FileType type = FileTypes.Find(path);
        if (type == FileType.Socket)
            throw new IOException("it is a socket.");
        return type is FileType.Pipe or FileType.CharacterDevice or FileType.BlockDevice || IsDevicePath(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)
            : null;
    }
}
