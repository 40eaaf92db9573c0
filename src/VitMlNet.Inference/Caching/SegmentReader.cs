using System.Buffers;
using Microsoft.Win32.SafeHandles;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Reads a segment, which may grow meanwhile. Records may be read by many threads at once; indexing is for one at a time.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly SegmentLayout _layout;
    private readonly SafeFileHandle _file;
    private long _indexed;

    private SegmentReader(SegmentLayout layout, SafeFileHandle file) => (_layout, _file) = (layout, file);

    /// <summary>Opens a segment; null when it is absent, unreadable, damaged in its header, or not yet begun.</summary>
    public static SegmentReader? TryOpen(string path, SegmentLayout layout)
    {
        SafeFileHandle? file = null;
        try
        {
            RegularFile.Check(path);
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
            Span<byte> header = stackalloc byte[SegmentLayout.HeaderLength];
            if (RandomAccess.Read(file, header, 0) == header.Length && header.SequenceEqual(layout.MakeHeader()))
                return new SegmentReader(layout, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its images are scored again.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Hands over the images of the records that have come since the last time, and the records' numbers.</summary>
    public void IndexNew(Action<ImageHash, long> add)
    {
        long count = _layout.CountRecords(GetLength());
        Span<byte> hash = stackalloc byte[ImageHash.Length];
        for (; _indexed < count; _indexed++)
        {
            if (!TryRead(hash, _layout.FindOffset(_indexed)))
                return;
            add(ImageHash.Read(hash), _indexed);
        }
    }

    /// <summary>Reads the features of a record; false when it is damaged, or not of that image.</summary>
    public bool TryReadRecord(long record, ImageHash hash, Span<float> vector)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(_layout.RecordLength);
        try
        {
            Span<byte> span = bytes.AsSpan(0, _layout.RecordLength);
            return TryRead(span, _layout.FindOffset(record)) && _layout.TryReadRecord(span, hash, vector);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public void Dispose() => _file.Dispose();

    private long GetLength()
    {
        try
        {
            return RandomAccess.GetLength(_file);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private bool TryRead(Span<byte> bytes, long offset)
    {
        try
        {
            for (int read; bytes.Length > 0; bytes = bytes[read..], offset += read)
            {
                if ((read = RandomAccess.Read(_file, bytes, offset)) == 0)
                    return false;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
