using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>CRC-32C in the masked form that TensorFlow and LevelDB store: rotated right by 15 bits, plus a constant.</summary>
internal sealed class MaskedCrc32C() : NonCryptographicHashAlgorithm(sizeof(uint))
{
    private Crc32C _crc = new();

    /// <summary>The masked value of all bytes so far.</summary>
    public uint Value => unchecked(BitOperations.RotateRight(_crc.Value, 15) + 0xA282EAD8);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new MaskedCrc32C();
        crc.Append(bytes);
        return crc.Value;
    }

    public override void Append(ReadOnlySpan<byte> source) => _crc.Append(source);

    public override void Reset() => _crc = new Crc32C();

    protected override void GetCurrentHashCore(Span<byte> destination) => BinaryPrimitives.WriteUInt32LittleEndian(destination, Value);
}
