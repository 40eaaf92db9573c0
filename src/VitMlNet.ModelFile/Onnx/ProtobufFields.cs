using Google.Protobuf;

namespace VitMlNet.ModelFile;

/// <summary>
/// Walks over the length-delimited fields of serialized Protocol Buffers messages in a seekable stream and seeks over what is not read.
/// No length that the file states is trusted.
/// </summary>
internal sealed class ProtobufFields(Stream stream)
{
    private const int LongestRead = 64 << 20;

    private readonly BinaryReader _reader = new(stream);

    /// <summary>
    /// The length-delimited fields of the message that begins at the stream's position, each with its end. The consumer may read the field
    /// or walk over its own fields before it takes the next one.
    /// </summary>
    /// <param name="end">The end of the message.</param>
    /// <param name="number">Receives the fields that are numbers, or null to skip them.</param>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    /// <exception cref="FormatException">A number has more than 64 bits.</exception>
    public IEnumerable<(int Field, long End)> Walk(long end, Action<int, long>? number = null)
    {
        while (stream.Position < end)
        {
            long read = _reader.Read7BitEncodedInt64();
            uint tag = (uint)read;
            int field = WireFormat.GetTagFieldNumber(tag);
            if (field == 0 || read != tag)
                throw new InvalidDataException("a field has no valid number");
            long next = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => ReadNumber(field, number),
                WireFormat.WireType.Fixed64 => stream.Position + sizeof(ulong),
                WireFormat.WireType.Fixed32 => stream.Position + sizeof(uint),
                WireFormat.WireType.LengthDelimited => ReadEnd(),
                WireFormat.WireType other => throw new InvalidDataException($"a field has the unsupported wire type {other}"),
            };
            if (next > end)
                throw new InvalidDataException($"a part reaches to byte {next}, beyond the end of what contains it, byte {end}");
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                yield return (field, next);
            stream.Position = next;
        }
    }

    /// <summary>Where the next byte comes from.</summary>
    public long Position => stream.Position;

    /// <summary>Reads the bytes from the stream's position to the end of a field.</summary>
    /// <exception cref="InvalidDataException">It has more bytes than any name or description needs.</exception>
    public byte[] ReadBytes(long end)
    {
        long length = end - stream.Position;
        if (length > LongestRead)
            throw new InvalidDataException($"a text has {length} bytes");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private long ReadNumber(int field, Action<int, long>? number)
    {
        long value = _reader.Read7BitEncodedInt64();
        number?.Invoke(field, value);
        return stream.Position;
    }

    private long ReadEnd()
    {
        long length = _reader.Read7BitEncodedInt64();
        return length >= 0 && length <= stream.Length ? stream.Position + length : throw new InvalidDataException($"a part cannot have {length} bytes");
    }
}
