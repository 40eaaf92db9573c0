using System.Text;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>
/// Passes a tar archive on, and refuses what the reader behind does not: a header whose checksum is wrong, and an extension (a long name, or
/// extended attributes), which is read into memory, that claims to be huge.
/// </summary>
/// <remarks>A size over 8 GiB that stands in extended attributes alone is not followed; no module has such a member.</remarks>
internal sealed class TarGuard(Stream stream) : Stream
{
    private const int BlockLength = 512, TypeOffset = 156, SizeOffset = 124, SizeLength = 12, ChecksumOffset = 148, ChecksumLength = 8;

    /// <summary>Names have a few hundred characters.</summary>
    private const long LongestExtension = 1 << 20;

    private readonly byte[] _block = new byte[BlockLength];
    private int _blockEnd;
    private int _blockPosition;
    private long _dataLeft;
    private long _next;
    private bool _isPastEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">An extension claims to be huge.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (_dataLeft > 0)
        {
            int count = stream.Read(buffer[..(int)Math.Min(buffer.Length, _dataLeft)]);
            _dataLeft = count == 0 ? 0 : _dataLeft - count;
            return count;
        }

        if (_blockPosition == _blockEnd)
            ReadBlock();
        int taken = Math.Min(buffer.Length, _blockEnd - _blockPosition);
        _block.AsSpan(_blockPosition, taken).CopyTo(buffer);
        _blockPosition += taken;
        // What follows a header is passed on as soon as the header is.
        if (_blockPosition == _blockEnd)
            _dataLeft = _next;
        return taken;
    }

    private void ReadBlock()
    {
        _blockPosition = 0;
        _blockEnd = stream.ReadAtLeast(_block, BlockLength, throwOnEndOfStream: false);
        _next = 0;
        _isPastEnd |= _blockEnd < BlockLength || !_block.AsSpan().ContainsAnyExcept((byte)0);
        if (_isPastEnd)
            return;
        if (!IsHeader())
            throw new InvalidDataException("the checksum of a member's header is wrong");
        long size = Size();
        if (_block[TypeOffset] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && size is < 0 or > LongestExtension)
            throw new InvalidDataException($"a name or extended attributes in it claim {size} bytes");
        _next = Math.Max(0, size) is var length && length <= long.MaxValue - BlockLength ? (length + BlockLength - 1) / BlockLength * BlockLength : 0;
    }

    private bool IsHeader()
    {
        long sum = 0;
        for (int i = 0; i < BlockLength; i++)
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? ' ' : _block[i];
        return Octal(_block.AsSpan(ChecksumOffset, ChecksumLength)) == sum;
    }

    /// <summary>The size in octal digits, or, after a byte over 127, as a number of bytes in big-endian order.</summary>
    private long Size()
    {
        ReadOnlySpan<byte> field = _block.AsSpan(SizeOffset, SizeLength);
        if (field[0] < 0x80)
            return Octal(field) ?? 0;
        long size = 0;
        foreach (byte value in field[^sizeof(long)..])
            size = (size << 8) | value;
        return size;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        string digits = Encoding.Latin1.GetString(field).Trim(' ', '\0');
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
                return null;
            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
