using System.Buffers.Binary;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>Reads forward through bytes of the index; a number or a run of bytes that passes the end is an error of the file.</summary>
internal ref struct IndexReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    /// <exception cref="InvalidDataException">The number is cut off or has more than 64 bits.</exception>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && Position < _bytes.Length; shift += 7)
        {
            byte next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("a number in it is cut off");
    }

    /// <exception cref="InvalidDataException">Fewer bytes are left.</exception>
    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
            throw new InvalidDataException("a record runs past its block");
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += taken.Length;
        return taken;
    }

    /// <exception cref="InvalidDataException">Fewer than four bytes are left.</exception>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));
}
