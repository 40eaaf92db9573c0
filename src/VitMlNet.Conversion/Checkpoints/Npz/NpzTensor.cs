using System.Buffers;
using System.IO.Hashing;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>An array of an <c>.npz</c> file.</summary>
internal sealed class NpzTensor : CheckpointTensor
{
    private readonly CheckpointFile _file;
    private readonly NpzMember _member;
    private readonly NpyHeader _header;

    private NpzTensor(CheckpointFile file, string name, NpzMember member, NpyHeader header)
        : base(file.Path, name, header.Shape)
    {
        _file = file;
        _member = member;
        _header = header;
    }

    /// <summary>Reads the header of a member.</summary>
    public static NpzTensor Open(CheckpointFile file, string name, NpzMember member)
    {
        ConversionException Error(string message) => new(message, file.Path, name);
        using Stream stream = member.Open(file);
        try
        {
            return new NpzTensor(file, name, member, NpyHeader.Read(stream, member.Size, Error));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Unreadable(file, name, e);
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
            using Stream stream = _member.Open(_file);
            Span<byte> header = new byte[_header.Length];
            stream.ReadExactly(header);
            crc.Append(header);
            _header.Format.Read(stream, destination, crc);
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException($"more than the announced {_member.Size} bytes are there");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Unreadable(_file, Name, e);
        }

        uint found = crc.GetCurrentHashAsUInt32();
        if (found != _member.Crc32)
            throw new ConversionException($"Its bytes are damaged: the CRC-32 is {found:x8}, {_member.Crc32:x8} was expected. Download or copy the file again.", Path, Name);
    }

    private static ConversionException Unreadable(CheckpointFile file, string name, Exception cause) => new(
        $"Its bytes cannot be read: {(cause is EndOfStreamException ? "they end too early" : cause.Message.TrimEnd('.'))}. Download or copy the file again.",
        file.Path,
        name,
        cause);
}
