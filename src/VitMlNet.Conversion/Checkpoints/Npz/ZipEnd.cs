using System.Buffers.Binary;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>Where a zip's central directory lies, from the records at the end of the file, zip64 included.</summary>
/// <remarks>APPNOTE.TXT, sections 4.3.14 to 4.3.16.</remarks>
internal readonly record struct ZipEnd(long DirectoryOffset, long DirectorySize, long EntryCount)
{
    private const uint EndSignature = 0x06054B50, LocatorSignature = 0x07064B50, Zip64EndSignature = 0x06064B50, LocalSignature = 0x04034B50;
    private const int EndLength = 22, LocatorLength = 20, Zip64EndLength = 56;

    public static ZipEnd Find(CheckpointFile file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndLength + ushort.MaxValue)];
        long tailOffset = file.Length - tail.Length;
        file.ReadAt(tailOffset, tail);
        for (int i = tail.Length - EndLength; i >= 0; i--)
        {
            ReadOnlySpan<byte> record = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length - EndLength)
                return Read(file, record, tailOffset + i);
        }

        throw NoEnd(file);
    }

    private static ZipEnd Read(CheckpointFile file, ReadOnlySpan<byte> record, long position)
    {
        ushort disk = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        var end = new ZipEnd(
            BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(record[10..]));
        Span<byte> locator = stackalloc byte[LocatorLength];
        if (position >= LocatorLength)
            file.ReadAt(position - LocatorLength, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) == LocatorSignature)
            end = ReadZip64(file, BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), ref position);
        else if (disk is not (0 or ushort.MaxValue))
            throw NpzArchive.Damaged(file, $"it says that it is volume {disk} of several");

        if (end.DirectoryOffset < 0 || end.DirectorySize < 0 || end.DirectoryOffset > position || end.DirectorySize > position - end.DirectoryOffset)
            throw NpzArchive.Damaged(file, $"it should lie at byte {end.DirectoryOffset} with {end.DirectorySize} bytes, but ends at byte {position}");
        return end;
    }

    private static ZipEnd ReadZip64(CheckpointFile file, long offset, ref long position)
    {
        if (offset < 0 || offset > position - LocatorLength - Zip64EndLength)
            throw NpzArchive.Damaged(file, $"its zip64 end record cannot lie at byte {offset}");
        Span<byte> record = stackalloc byte[Zip64EndLength];
        file.ReadAt(offset, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Zip64EndSignature)
            throw NpzArchive.Damaged(file, $"there is no zip64 end record at byte {offset}");
        position = offset;
        return new ZipEnd(
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]));
    }

    private static ConversionException NoEnd(CheckpointFile file)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(file.Length, 6)];
        file.ReadAt(0, start);
        string message = start switch
        {
            [0x93, (byte)'N', ..] => "A checkpoint of many arrays (.npz) was expected, this is a single numpy array (.npy). Give the .npz file.",
            _ when start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == LocalSignature =>
                $"The file is cut off: it begins as a zip, but after {file.Length} bytes there is no directory. Download or copy it again.",
            _ => "A checkpoint (.npz, which is a zip of numpy arrays) was expected, this file is no zip. Check that it is the checkpoint, and download it again.",
        };
        return new ConversionException(message, file.Path);
    }
}
