using System.Buffers.Binary;
using System.Text;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>The directory of an .npz: a zip whose members are stored or deflated, of any size (zip64).</summary>
/// <remarks>Sizes come from the central directory, so that members with data descriptors need no special care.</remarks>
internal static class NpzArchive
{
    private const uint EntrySignature = 0x02014B50, LocalSignature = 0x04034B50;
    private const int EntryLength = 46, LocalLength = 30;
    private const ushort Encrypted = 1 | 1 << 6 | 1 << 13, Stored = 0, Deflated = 8, Zip64Field = 1;

    /// <summary>Far above any checkpoint: a directory of a million arrays. It bounds what a damaged file makes us read.</summary>
    private const long LongestDirectory = 128 << 20;

    /// <summary>Deflate cannot shrink by more than 1032 to 1: a larger size is a lie, and must not make anyone allocate.</summary>
    private const long HighestRatio = 1032;

    /// <summary>Reads the directory: the members in its order. No member's content is read.</summary>
    public static IReadOnlyList<NpzMember> Read(CheckpointFile file)
    {
        ZipEnd end = ZipEnd.Find(file);
        if (end.DirectorySize > LongestDirectory)
            throw Damaged(file, $"it claims {end.DirectorySize} bytes, more than any checkpoint needs");
        var directory = new byte[end.DirectorySize];
        file.ReadAt(end.DirectoryOffset, directory);

        var members = new List<NpzMember>();
        ReadOnlySpan<byte> rest = directory;
        long count = 0;
        for (; rest.Length > 0; count++)
        {
            if (rest.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(rest) != EntrySignature)
                throw Damaged(file, $"entry {count} does not begin as one");
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            int length = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            if (length > rest.Length)
                throw Damaged(file, $"entry {count} is cut off");
            ReadOnlySpan<byte> name = rest.Slice(EntryLength, nameLength);
            if (name is not [] and not [.., (byte)'/'])
                members.Add(ReadEntry(file, rest[..EntryLength], name, rest.Slice(EntryLength + nameLength, extraLength), end.DirectoryOffset));
            rest = rest[length..];
        }

        if (count != end.EntryCount)
            throw Damaged(file, $"it has {count} entries, {end.EntryCount} were announced");
        CheckOverlaps(file, members);
        return members;
    }

    public static ConversionException Damaged(CheckpointFile file, string what) =>
        new($"The zip directory of the checkpoint is damaged: {what}. Download or copy the file again.", file.Path);

    private static NpzMember ReadEntry(CheckpointFile file, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra, long limit)
    {
        string name = Encoding.UTF8.GetString(nameBytes);
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]);
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        if ((flags & Encrypted) != 0)
            throw new ConversionException("The member is encrypted. Save the checkpoint again with numpy.savez.", file.Path, name);
        if (method is not (Stored or Deflated))
            throw new ConversionException($"The member is compressed by method {method}; stored (0) and deflate (8) can be read. Save the checkpoint again with numpy.savez.", file.Path, name);

        long storedSize = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        ReadOnlySpan<byte> large = FindZip64(extra);
        TakeZip64(ref size, ref large);
        TakeZip64(ref storedSize, ref large);
        TakeZip64(ref offset, ref large);

        long dataOffset = FindData(file, name, nameBytes, offset, limit);
        if (storedSize < 0 || size < 0 || storedSize > limit - dataOffset)
            throw Damaged(file, $"member '{name}' should have {storedSize} bytes from byte {dataOffset} on, but the members end at byte {limit}");
        if (method == Stored ? size != storedSize : size / HighestRatio > storedSize)
            throw Damaged(file, $"member '{name}' cannot have {size} bytes when {storedSize} are in the file");
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);
        return new NpzMember(name, offset, dataOffset, storedSize, size, method == Deflated, crc);
    }

    /// <summary>The content of the zip64 field among an entry's extra fields; empty where there is none.</summary>
    private static ReadOnlySpan<byte> FindZip64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Field)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }

        return [];
    }

    /// <summary>The zip64 field holds, in a fixed order, those numbers that do not fit 32 bits, and only those.</summary>
    private static void TakeZip64(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8)
            return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private static long FindData(CheckpointFile file, string name, ReadOnlySpan<byte> nameBytes, long offset, long limit)
    {
        if (offset < 0 || offset > limit - LocalLength - nameBytes.Length)
            throw Damaged(file, $"member '{name}' cannot begin at byte {offset}");
        Span<byte> header = new byte[LocalLength + nameBytes.Length];
        file.ReadAt(offset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || !header[LocalLength..].SequenceEqual(nameBytes))
            throw Damaged(file, $"there is no member '{name}' at byte {offset}");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        long dataOffset = offset + LocalLength + nameLength + extraLength;
        if (nameLength != nameBytes.Length || dataOffset > limit)
            throw Damaged(file, $"member '{name}' has a wrong header at byte {offset}");
        return dataOffset;
    }

    /// <summary>Members that share bytes would let a small file claim tensors without end.</summary>
    private static void CheckOverlaps(CheckpointFile file, List<NpzMember> members)
    {
        NpzMember? previous = null;
        foreach (NpzMember member in members.OrderBy(m => m.HeaderOffset))
        {
            if (previous is not null && member.HeaderOffset < previous.DataOffset + previous.StoredSize)
                throw Damaged(file, $"members '{previous.Name}' and '{member.Name}' overlap");
            previous = member;
        }
    }
}
