using System.IO.Enumeration;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>A folder as an object store, on a disk of this machine or on a network: an object is a file, written beside its place and linked there.</summary>
/// <param name="folder">The folder; it is created with the first object.</param>
internal sealed class FolderStore(string folder) : IVitObjectStore
{
    private const int NoSpaceOnPosix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    private readonly string _root = Path.GetFullPath(folder);

    public string Address => _root;

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        Task.Run(() => new VitObjectPage(List(prefix, cancellationToken), null), cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        try
        {
            return Task.FromResult<Stream?>(RegularFile.OpenRead(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be read", path, e);
        }
    }

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        try
        {
            return Task.FromResult(LinkedFile.Length(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be read", path, e);
        }
    }

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        try
        {
            using FileStream file = RegularFile.OpenRead(path);
            file.Position = offset;
            var piece = new byte[count];
            file.ReadExactly(piece);
            return Task.FromResult(piece);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be read", path, e);
        }
    }

    public async Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        string parent = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(parent, Leftovers.CreateName());
        try
        {
            if (File.Exists(path))
                return false;
            Directory.CreateDirectory(parent);
            Leftovers.SweepOnce(parent);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                content.Position = 0;
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            bool won = ExclusiveName.TryGive(temporary, path);
            if (won)
                ExclusiveName.FlushFolder(parent);
            return won;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be written", path, e);
        }
        finally
        {
            Delete(temporary);
        }
    }

    private List<VitStoredObject> List(string prefix, CancellationToken cancellationToken)
    {
        int divider = prefix.LastIndexOf('/');
        string start = divider < 0 ? _root : PathOf(prefix[..divider]);
        if (!Directory.Exists(start))
            return [];
        try
        {
            var found = new FileSystemEnumerable<VitStoredObject>(start, Describe, new EnumerationOptions
            {
                RecurseSubdirectories = true,
                IgnoreInaccessible = false,
                AttributesToSkip = FileAttributes.None,
            })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !entry.FileName.StartsWith(Leftovers.Prefix),
            };
            var objects = new List<VitStoredObject>();
            foreach (VitStoredObject item in found)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (item.Key.StartsWith(prefix, StringComparison.Ordinal))
                    objects.Add(item);
            }

            return objects;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error("cannot be listed", start, e);
        }
    }

    private VitStoredObject Describe(ref FileSystemEntry entry)
    {
        string key = string.Concat(entry.Directory[_root.Length..], "/", entry.FileName).Replace('\\', '/').TrimStart('/');
        return new VitStoredObject(key, entry.Length, entry.LastWriteTimeUtc);
    }

    private string PathOf(string key)
    {
        string path = Path.GetFullPath(Path.Combine(_root, key));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"A key of an object in {_root} is expected, and '{key}' leads out of it.", nameof(key));
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only takes space; a later process removes it.
        }
    }

    private static VitObjectStoreException Error(string what, string path, Exception cause) => cause.HResult is NoSpaceOnPosix or NoSpaceOnWindows
        ? new VitObjectStoreException($"it {what}: the disk is full. Free some space.", path, cause)
        : new VitObjectStoreException($"it {what}: {cause.Message} Check the folder and its permissions.", path, cause)
        {
            // A file system on a network breaks off and comes back.
            IsTransient = cause is not UnauthorizedAccessException and not PathTooLongException,
        };
}
