using System.Buffers.Binary;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The check of a text, such as the object graph: its length, a checksum of the length, and its bytes.</summary>
internal static class StringTensor
{
    /// <summary>The object graph of the largest of these networks has 45 kB.</summary>
    private const long Longest = 256 << 20;

    /// <summary>Verifies the checksum of a single text, which counts the length as four bytes, however it is stored.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Check(CheckpointFile shard, BundleEntryProto entry)
    {
        if (entry.Size > Longest)
            throw new InvalidDataException($"it has {entry.Size} bytes");
        var bytes = new byte[entry.Size];
        shard.ReadAt(entry.Offset, bytes);
        var reader = new IndexReader(bytes);
        ulong length = reader.Varint();
        int rest = reader.Position;
        Span<byte> lengthBytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(lengthBytes, (uint)length);
        uint lengthChecksum = reader.UInt32();
        bool fits = length == (ulong)(bytes.Length - reader.Position);
        var crc = new MaskedCrc32C();
        crc.Append(lengthBytes);
        fits &= crc.Value == lengthChecksum;
        crc.Append(bytes.AsSpan(rest));
        if (!fits || crc.Value != entry.Crc32C)
            throw new InvalidDataException($"the CRC-32C is {crc.Value:x8}, {entry.Crc32C:x8} was expected");
    }
}
