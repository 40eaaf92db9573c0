using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// The bytes of a segment: a header (the magic, the number of features, the key's hash, a checksum), then records of one size: the
/// image's hash, its features, a checksum of both. All numbers are little-endian.
/// </summary>
internal sealed class SegmentLayout(CacheKey key)
{
    public const int HeaderLength = 36;
    private const int ChecksumLength = sizeof(ulong);

    public int RecordLength { get; } = ImageHash.Length + (key.VectorLength * sizeof(float)) + ChecksumLength;

    public int VectorLength => key.VectorLength;

    /// <summary>The complete records in a file of some length.</summary>
    public long CountRecords(long fileLength) => Math.Max(0, fileLength - HeaderLength) / RecordLength;

    public long FindOffset(long record) => HeaderLength + (record * RecordLength);

    public byte[] MakeHeader()
    {
        var header = new byte[HeaderLength];
        "VITFEAT1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), key.VectorLength);
        key.Hash.CopyTo(header, 12);
        WriteChecksum(header);
        return header;
    }

    public void WriteRecord(Span<byte> record, ImageHash hash, ReadOnlySpan<float> vector)
    {
        hash.Write(record);
        MemoryMarshal.AsBytes(vector).CopyTo(record[ImageHash.Length..]);
        WriteChecksum(record);
    }

    /// <summary>Copies a record's features.</summary>
    /// <returns>Whether the record is whole, and of that image.</returns>
    public bool TryReadRecord(ReadOnlySpan<byte> record, ImageHash hash, Span<float> vector)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(record[^ChecksumLength..]) != XxHash3.HashToUInt64(record[..^ChecksumLength])
            || ImageHash.Read(record) != hash)
            return false;
        record[ImageHash.Length..^ChecksumLength].CopyTo(MemoryMarshal.AsBytes(vector));
        return true;
    }

    private static void WriteChecksum(Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[^ChecksumLength..], XxHash3.HashToUInt64(bytes[..^ChecksumLength]));
}
