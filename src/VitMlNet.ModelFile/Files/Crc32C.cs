using System.Buffers.Binary;
using System.Numerics;

namespace VitMlNet.ModelFile;

/// <summary>Incremental CRC-32C (Castagnoli), which System.IO.Hashing does not have.</summary>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    /// <summary>The value as Google's header writes it: base64 of the four bytes, the most significant first.</summary>
    public readonly string ToBase64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
        return Convert.ToBase64String(bytes);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            _state = BitOperations.Crc32C(_state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            _state = BitOperations.Crc32C(_state, value);
    }
}
