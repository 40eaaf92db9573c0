using System.IO.Compression;

namespace VitMlNet;

/// <summary>An entry of an archive that is closed with it; only for reading from its start to its end.</summary>
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
        set
        {
            byte[] skipped = new byte[64 << 10];
            while (_position < value)
                this.ReadExactly(skipped.AsSpan(0, (int)Math.Min(skipped.Length, value - _position)));
        }
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
}
