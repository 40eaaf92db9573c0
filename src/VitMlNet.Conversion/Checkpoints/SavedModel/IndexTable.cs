using System.Buffers.Binary;
using Snappier;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The sorted table of <c>variables.index</c> (the format of LevelDB): keys and values in blocks, each with a checksum.</summary>
/// <remarks>
/// A footer points to the index block, whose records point to the data blocks. Keys share prefixes with those before them.
/// A block ends with its restart offsets and their count, which reading straight through needs only to know where the records end.
/// </remarks>
internal static class IndexTable
{
    private const int FooterLength = 48, TrailerLength = 5;
    private const ulong Magic = 0xDB4775248B80FB57;
    private const byte Stored = 0, SnappyCompressed = 1;

    /// <summary>Far above any Vision Transformer (the largest has 554 keys of at most 60 bytes): they bound the memory that a damaged file takes.</summary>
    private const int MostRecords = 1 << 16, LongestKey = 1 << 10, LargestBlock = 64 << 20;

    /// <summary>All records in their order, which is that of the keys' bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how, without the file's name.</exception>
    public static IReadOnlyList<(byte[] Key, byte[] Value)> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FooterLength || BinaryPrimitives.ReadUInt64LittleEndian(file[^sizeof(ulong)..]) != Magic)
            throw new InvalidDataException($"its {file.Length} bytes do not end as a table does: it is cut off, or no index of variables");
        var footer = new IndexReader(file[^FooterLength..]);
        _ = Handle(ref footer);
        (ulong Offset, ulong Size) index = Handle(ref footer);

        var records = new List<(byte[] Key, byte[] Value)>();
        ulong end = 0;
        foreach ((_, byte[] value) in Records(Block(file, index)))
        {
            var reader = new IndexReader(value);
            (ulong Offset, ulong Size) block = Handle(ref reader);
            // Blocks follow one another. Many records that point to one block would make a small file endless work.
            if (block.Offset < end)
                throw new InvalidDataException($"two blocks overlap at byte {block.Offset}");
            records.AddRange(Records(Block(file, block)));
            end = block.Offset + block.Size;
            CheckCount(records.Count);
        }

        return records;
    }

    private static (ulong Offset, ulong Size) Handle(ref IndexReader reader) => (reader.Varint(), reader.Varint());

    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> file, (ulong Offset, ulong Size) handle)
    {
        ulong length = (ulong)(file.Length - TrailerLength);
        if (handle.Offset > length || handle.Size > length - handle.Offset)
            throw new InvalidDataException($"a block of {handle.Size} bytes at byte {handle.Offset} passes its end at byte {file.Length}");
        ReadOnlySpan<byte> checkedBytes = file.Slice((int)handle.Offset, (int)handle.Size + 1);
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)handle.Offset + checkedBytes.Length)..]);
        uint found = MaskedCrc32C.Of(checkedBytes);
        if (found != expected)
            throw new InvalidDataException($"the block at byte {handle.Offset} is damaged: its checksum is {found:x8}, {expected:x8} was expected");
        return checkedBytes[^1] switch
        {
            Stored => checkedBytes[..^1],
            SnappyCompressed => Decompress(checkedBytes[..^1]),
            byte other => throw new InvalidDataException($"the block at byte {handle.Offset} is compressed by method {other}; 0 (none) and 1 (Snappy) can be read"),
        };
    }

    private static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        try
        {
            int length = Snappy.GetUncompressedLength(compressed);
            if (length is < 0 or > LargestBlock)
                throw new InvalidDataException($"a compressed block claims {length} bytes");
            return Snappy.DecompressToArray(compressed);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("a block cannot be decompressed by Snappy", exception);
        }
    }

    private static List<(byte[] Key, byte[] Value)> Records(ReadOnlySpan<byte> block)
    {
        if (block.Length < sizeof(uint))
            throw new InvalidDataException("a block is too short");
        ulong restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^sizeof(uint)..]);
        if (restarts >= (ulong)block.Length / sizeof(uint))
            throw new InvalidDataException($"the {restarts} restart points of a block do not fit it");
        var reader = new IndexReader(block[..^(int)(sizeof(uint) * (1 + restarts))]);
        var records = new List<(byte[] Key, byte[] Value)>();
        byte[] key = [];
        while (!reader.AtEnd)
        {
            ulong shared = reader.Varint(), own = reader.Varint(), length = reader.Varint();
            if (shared > (ulong)key.Length || own > LongestKey || shared + own > LongestKey)
                throw new InvalidDataException($"a key shares {shared} bytes with one of {key.Length} and has {own} of its own");
            key = [.. key.AsSpan(0, (int)shared), .. reader.Bytes(own)];
            records.Add((key, reader.Bytes(length).ToArray()));
            CheckCount(records.Count);
        }

        return records;
    }

    private static void CheckCount(int count)
    {
        if (count > MostRecords)
            throw new InvalidDataException($"it has more than {MostRecords} records");
    }
}
