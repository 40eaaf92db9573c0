using System.Buffers.Binary;
using System.Numerics;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>CRC-32C in the masked form that TensorFlow and LevelDB store: rotated right by 15 bits, plus a constant.</summary>
internal struct MaskedCrc32C()
{
    private uint _state = uint.MaxValue;

    /// <summary>The masked value of all bytes so far.</summary>
    public readonly uint Value => unchecked(BitOperations.RotateRight(~_state, 15) + 0xA282EAD8);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new MaskedCrc32C();
        crc.Append(bytes);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            _state = BitOperations.Crc32C(_state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            _state = BitOperations.Crc32C(_state, value);
    }
}
