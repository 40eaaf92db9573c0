using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>An array of an <c>.npz</c> file.</summary>
internal sealed class NpzTensor : CheckpointTensor
{
    private readonly NpzArchive _archive;
    private readonly ZipArchiveEntry _member;
    private readonly NpyHeader _header;

    private NpzTensor(NpzArchive archive, string name, ZipArchiveEntry member, NpyHeader header)
        : base(archive.File.Path, name, header.Shape)
    {
        _archive = archive;
        _member = member;
        _header = header;
    }

    /// <summary>Reads the header of a member.</summary>
    /// <exception cref="ConversionException">The member is damaged, or is no array of floating-point numbers.</exception>
    public static NpzTensor Open(NpzArchive archive, string name, ZipArchiveEntry member)
    {
        try
        {
            using Stream stream = member.Open();
            return new NpzTensor(archive, name, member, NpyHeader.Read(stream, member.Length, message => new(message, archive.File.Path, name)));
        }
        catch (Exception e) when (NpzArchive.IsDamage(e))
        {
            throw Unreadable(archive.File.Path, name, e);
        }
    }

    protected override void ReadValues(Span<float> destination)
    {
        if (!_header.FortranOrder || Shape.Count(size => size > 1) < 2)
        {
            ReadStored(destination);
            return;
        }

        float[] stored = ArrayPool<float>.Shared.Rent(Count);
        ReadStored(stored.AsSpan(0, Count));
        FortranOrder.ToC(stored.AsSpan(0, Count), Shape, destination);
        ArrayPool<float>.Shared.Return(stored);
    }

    private void ReadStored(Span<float> destination)
    {
        var crc = new Crc32();
        try
        {
            lock (_archive.Gate)
            {
                using Stream stream = _member.Open();
                Span<byte> header = new byte[_header.Length];
                stream.ReadExactly(header);
                crc.Append(header);
                _header.Format.Read(stream, destination, crc);
            }
        }
        catch (Exception e) when (NpzArchive.IsDamage(e))
        {
            throw Unreadable(Path, Name, e);
        }

        uint found = crc.GetCurrentHashAsUInt32();
        if (found != _member.Crc32)
        {
            throw new ConversionException(
                $"Its bytes are damaged: the CRC-32 is {found:x8}, {_member.Crc32:x8} was expected. Download or copy the file again.", Path, Name);
        }
    }

    private static ConversionException Unreadable(string path, string name, Exception cause) => new(
        $"Its bytes cannot be read: {(cause is EndOfStreamException ? "they end too early" : cause.Message.TrimEnd('.'))}. "
        + "Download or copy the file again, or save it again with numpy.savez.",
        path,
        name,
        cause);
}
