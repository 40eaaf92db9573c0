namespace VitMlNet;

/// <summary>An object of a store as a stream that is read in pieces, in any order.</summary>
internal sealed class ObjectStream(RetryingStore store, string key, long length) : Stream
{
    private const int PieceLength = 1 << 18;

    private byte[] _piece = [];
    private long _pieceStart;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.Length == 0)
            return 0;
        if (Position < _pieceStart || Position >= _pieceStart + _piece.Length)
        {
            _piece = await store.ReadRangeAsync(key, Position, (int)Math.Min(length - Position, PieceLength), cancellationToken).ConfigureAwait(false);
            _pieceStart = Position;
        }

        int start = (int)(Position - _pieceStart);
        int count = Math.Min(buffer.Length, _piece.Length - start);
        _piece.AsSpan(start, count).CopyTo(buffer.Span);
        Position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
