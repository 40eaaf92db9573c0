using Microsoft.Win32.SafeHandles;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Appends records to a segment that nobody else writes to: a lock file beside it is held open, which the system lets go of when the
/// process ends, however it ends. So there are as many segments as there were writers at the same time. Not thread-safe.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int MostWriters = 1000;

    private readonly SegmentLayout _layout;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly FileStream _lock;
    private long _count;

    private SegmentWriter(SegmentLayout layout, string path, SafeFileHandle file, FileStream held)
    {
        (_layout, _path, _file, _lock) = (layout, path, file, held);
        long length = RandomAccess.GetLength(file);
        _count = layout.CountRecords(length);
        if (length > layout.FindOffset(_count))
            RandomAccess.SetLength(file, layout.FindOffset(_count));
    }

    /// <summary>Takes the first segment that is free, and cuts off the record that its last writer did not finish.</summary>
    /// <exception cref="VitCacheException">The files cannot be made.</exception>
    public static SegmentWriter Open(string folder, SegmentLayout layout)
    {
        for (int number = 0; ; number++)
        {
            string path = FindPath(folder, number);
            if (TryLock(Path.ChangeExtension(path, "lock"), isLast: number == MostWriters) is not { } held)
                continue;
            SafeFileHandle? file = null;
            try
            {
                RegularFile.Check(path);
                file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                if (IsUsable(file, layout))
                    return new SegmentWriter(layout, path, file, held);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                file?.Dispose();
                held.Dispose();
                throw CannotWrite(path, e);
            }

            file.Dispose();
            held.Dispose();
        }
    }

    public static string FindPath(string folder, int number) => Path.Combine(folder, $"{number}.features");

    /// <summary>Appends records in one piece.</summary>
    /// <exception cref="VitCacheException">The disk is full, or the file cannot be written; nothing of the records is kept then.</exception>
    public void Append(ReadOnlySpan<byte> records)
    {
        long end = _layout.FindOffset(_count);
        try
        {
            if (_count == 0)
                RandomAccess.Write(_file, _layout.MakeHeader(), 0);
            RandomAccess.Write(_file, records, end);
            _count += records.Length / _layout.RecordLength;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // (An argument's exception is what .NET makes of a file system's limit for the length of a file.)
            try
            {
                RandomAccess.SetLength(_file, end);
            }
            catch (IOException)
            {
                // The next records go to the same place.
            }

            throw CannotWrite(_path, e);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    /// <summary>Holds a lock file; null when another writer does.</summary>
    private static FileStream? TryLock(string path, bool isLast)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException) when (!isLast)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>A file of another kind, or with a damaged header, is left as it is.</summary>
    private static bool IsUsable(SafeFileHandle file, SegmentLayout layout)
    {
        Span<byte> header = stackalloc byte[SegmentLayout.HeaderLength];
        int read = RandomAccess.Read(file, header, 0);
        return header[..read].SequenceEqual(layout.MakeHeader().AsSpan(0, read));
    }

    private static VitCacheException CannotWrite(string path, Exception cause) =>
        new($"features cannot be stored: {cause.Message} Free space on the disk and check permissions, name another folder, or use no cache; "
            + "what was stored before is kept.", path, cause);
}
