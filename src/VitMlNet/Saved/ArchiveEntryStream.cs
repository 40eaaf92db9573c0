using System.IO.Compression;

namespace VitMlNet;

/// <summary>An entry of an archive that is closed with it; only for reading forwards.</summary>
/// <param name="archive">The archive.</param>
/// <param name="entry">The entry, where its content begins.</param>
/// <param name="length">The number of bytes of the content.</param>
internal sealed class ArchiveEntryStream(ZipArchive archive, Stream entry, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Skip(value - _position);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = entry.Read(buffer);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            entry.Dispose();
            archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Skip(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        byte[] skipped = new byte[Math.Min(count, 1 << 16)];
        for (int read; count > 0 && (read = Read(skipped, 0, (int)Math.Min(count, skipped.Length))) > 0;)
            count -= read;
    }
}
