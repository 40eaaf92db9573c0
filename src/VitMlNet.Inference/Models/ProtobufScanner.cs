using System.Buffers;
using System.Text;

namespace VitMlNet;

/// <summary>
/// Walks over the fields of a serialized Protocol Buffers message in a seekable stream and skips, by seeking, what is not asked
/// for: a file of any size is described by reading a few kilobytes of it.
/// </summary>
/// <remarks>Every malformation is an <see cref="InvalidDataException"/>; no length that the file states is trusted.</remarks>
internal sealed class ProtobufScanner(Stream stream)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int Fixed32 = 5;

    private const int MaxStringLength = 64 << 20;

    public long Position => stream.Position;

    /// <summary>Reads the next field's number and wire type, or returns false at <paramref name="end"/>.</summary>
    public bool TryReadField(long end, out int field, out int wireType)
    {
        (field, wireType) = (0, 0);
        if (stream.Position >= end)
            return false;
        ulong tag = ReadVarint();
        (field, wireType) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        return field is > 0 and < 1 << 29 ? true : throw new InvalidDataException("a field has no valid number");
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
                throw new InvalidDataException("the file ends in the middle of a number");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("a number has more than 64 bits");
    }

    /// <summary>Reads the length of an embedded message and returns where it ends.</summary>
    public long ReadMessageEnd(long end)
    {
        ulong length = ReadVarint();
        long left = end - stream.Position;
        return length <= (ulong)Math.Max(left, 0)
            ? stream.Position + (long)length
            : throw new InvalidDataException($"a part of {length} bytes is announced where only {left} bytes are left");
    }

    public string ReadString(long end)
    {
        long stop = ReadMessageEnd(end);
        long length = stop - stream.Position;
        if (length > MaxStringLength)
            throw new InvalidDataException($"a text has {length} bytes");
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            stream.ReadExactly(rented, 0, (int)length);
            return Encoding.UTF8.GetString(rented, 0, (int)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void SkipTo(long position) => stream.Position = position;

    public void Skip(int wireType, long end)
    {
        long target = wireType switch
        {
            Varint => SkipVarint(),
            Fixed64 => stream.Position + 8,
            LengthDelimited => ReadMessageEnd(end),
            Fixed32 => stream.Position + 4,
            _ => throw new InvalidDataException($"a field has the unknown wire type {wireType}"),
        };
        if (target > end)
            throw new InvalidDataException("a field reaches over the end of its message");
        stream.Position = target;
    }

    private long SkipVarint()
    {
        ReadVarint();
        return stream.Position;
    }
}
