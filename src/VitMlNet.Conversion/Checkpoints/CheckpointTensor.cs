using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>One parameter of a checkpoint. Its values stay in the file until they are read.</summary>
internal sealed class CheckpointTensor
{
    private const int ChunkLength = 1 << 18;

    private readonly CheckpointFile _file;
    private readonly NpzMember _member;
    private readonly NpyHeader _header;

    private CheckpointTensor(CheckpointFile file, string name, NpzMember member, NpyHeader header)
    {
        _file = file;
        Name = name;
        _member = member;
        _header = header;
        Count = header.Count;
    }

    /// <summary>The canonical name, such as <c>Transformer/encoderblock_0/LayerNorm_2/scale</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes of the axes, as stored.</summary>
    public IReadOnlyList<int> Shape => _header.Shape;

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>Reads the header of a member.</summary>
    public static CheckpointTensor Open(CheckpointFile file, string name, NpzMember member)
    {
        ConversionException Error(string message) => new(message, file.Path, name);
        using Stream stream = member.Open(file);
        try
        {
            return new CheckpointTensor(file, name, member, NpyHeader.Read(stream, member.Size, Error));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Unreadable(file, name, e);
        }
    }

    /// <summary>
    /// Reads all values as float32 in C order. The member's checksum is verified, and every value is finite.
    /// The member is mapped during the call only. Several threads may read at once.
    /// </summary>
    /// <param name="destination"><see cref="Count"/> elements; their content is undefined after an exception.</param>
    /// <exception cref="ConversionException">The member is damaged, or a value is NaN or infinite.</exception>
    public void Read(Span<float> destination)
    {
        if (destination.Length != Count)
            throw new ArgumentException($"'{Name}' has {Count} elements, the destination has room for {destination.Length}.", nameof(destination));
        if (_header.FortranOrder && Shape.Count(size => size > 1) > 1)
        {
            float[] stored = ArrayPool<float>.Shared.Rent(Count);
            ReadStored(stored.AsSpan(0, Count));
            FortranOrder.ToC(stored.AsSpan(0, Count), Shape, destination);
            ArrayPool<float>.Shared.Return(stored);
        }
        else
        {
            ReadStored(destination);
        }

        int wrong = FiniteNumbers.IndexOfNonFinite(destination);
        if (wrong >= 0)
            throw NotFinite(wrong, destination[wrong]);
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
            ReadElements(stream, crc, destination);
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException($"more than the announced {_member.Size} bytes are there");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw Unreadable(_file, Name, e);
        }

        uint found = crc.GetCurrentHashAsUInt32();
        if (found != _member.Crc32)
            throw new ConversionException($"Its bytes are damaged: the CRC-32 is {found:x8}, {_member.Crc32:x8} was expected. Download or copy the file again.", _file.Path, Name);
    }

    private void ReadElements(Stream stream, Crc32 crc, Span<float> destination)
    {
        ElementFormat format = _header.Format;
        byte[] buffer = format.IsNative ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(ChunkLength, Count) * format.Size);
        for (int start = 0; start < destination.Length; start += ChunkLength)
        {
            Span<float> chunk = destination[start..Math.Min(destination.Length, start + ChunkLength)];
            Span<byte> bytes = format.IsNative ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * format.Size);
            stream.ReadExactly(bytes);
            crc.Append(bytes);
            if (!format.IsNative)
                format.Convert(bytes, chunk);
        }

        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static ConversionException Unreadable(CheckpointFile file, string name, Exception cause) =>
        new($"Its bytes cannot be read: {(cause is EndOfStreamException ? "they end too early" : cause.Message.TrimEnd('.'))}. Download or copy the file again.", file.Path, name, cause);

    private ConversionException NotFinite(int index, float value)
    {
        var position = new int[Shape.Count];
        int rest = index;
        for (int axis = Shape.Count - 1; axis >= 0; axis--)
        {
            position[axis] = rest % Shape[axis];
            rest /= Shape[axis];
        }

        string kind = float.IsNaN(value) ? "not a number (NaN)" : "infinite as float32";
        return new ConversionException(
            $"Element [{string.Join(", ", position)}] (flat index {index}) is {kind}; all weights must be finite. The training run has diverged, or the file is damaged: use another checkpoint, or download it again.",
            _file.Path,
            Name);
    }
}
