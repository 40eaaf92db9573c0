using System.Buffers.Binary;
using System.IO.Compression;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>The zip archive of an <c>.npz</c> file, read by <see cref="ZipArchive"/>, with limits on what a damaged file can claim.</summary>
internal sealed class NpzArchive : IDisposable
{
    private const uint LocalSignature = 0x04034B50;

    /// <summary>Deflate cannot compress better than 1032 to 1: no one may allocate what a larger size claims.</summary>
    private const long HighestRatio = 1032;

    private readonly ZipArchive _zip;

    private NpzArchive(CheckpointFile file, ZipArchive zip)
    {
        File = file;
        _zip = zip;
        Members = [.. zip.Entries.Where(entry => entry.FullName is not "" and not [.., '/'])];
    }

    public CheckpointFile File { get; }

    /// <summary>The members in the order of the directory, folders left out.</summary>
    public IReadOnlyList<ZipArchiveEntry> Members { get; }

    /// <summary>All members are read through one stream: whoever opens one holds this lock.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Reads the directory. No member's content is read.</summary>
    /// <exception cref="ConversionException">The file is no zip archive, or its directory is damaged.</exception>
    public static NpzArchive Open(CheckpointFile file)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(file.OpenStream(), ZipArchiveMode.Read, leaveOpen: true);
            var archive = new NpzArchive(file, zip);
            archive.CheckSizes();
            return archive;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw zip is null ? NoZip(file, e) : Damaged(file, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Whether an exception is how <see cref="ZipArchive"/> reports damage; it checks less than it relies on.</summary>
    public static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or IOException or ArgumentException or OverflowException or NotSupportedException;

    public void Dispose()
    {
        _zip.Dispose();
        File.Dispose();
    }

    private void CheckSizes()
    {
        long stored = 0;
        foreach (ZipArchiveEntry member in Members)
        {
            if (member.IsEncrypted)
                throw new ConversionException("The member is encrypted. Save the checkpoint again with numpy.savez.", File.Path, member.FullName);
            if (member.CompressedLength < 0 || member.Length < 0 || member.Length / HighestRatio > member.CompressedLength)
                throw Damaged(File, $"member '{member.FullName}' cannot have {member.Length} bytes when {member.CompressedLength} are in the file");
            // Members that share bytes would let a small file claim tensors without end.
            stored += member.CompressedLength;
            if (stored > File.Length)
                throw Damaged(File, $"up to member '{member.FullName}' it claims more than the {File.Length} bytes of the file");
        }
    }

    private static ConversionException Damaged(CheckpointFile file, string what, Exception? cause = null) =>
        new($"The zip directory of the checkpoint is damaged: {what}. Download or copy the file again.", file.Path, null, cause);

    private static ConversionException NoZip(CheckpointFile file, Exception cause)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(file.Length, 6)];
        file.ReadAt(0, start);
        string message = start switch
        {
            [0x93, (byte)'N', ..] => "A checkpoint of many arrays (.npz) was expected, this is a single numpy array (.npy). Give the .npz file.",
            _ when start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == LocalSignature =>
                $"The file is cut off, or its zip directory is damaged: {cause.Message.TrimEnd('.')}. Download or copy it again.",
            _ => "A checkpoint (.npz, which is a zip of numpy arrays) was expected, this file is no zip. "
                + "Check that it is the checkpoint, and download it again.",
        };
        return new ConversionException(message, file.Path, null, cause);
    }
}
