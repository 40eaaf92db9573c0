using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The floating-point formats of checkpoints.</summary>
internal enum ElementKind
{
    Float16,

    /// <summary>The upper half of a float32; numpy has no name for it and saves it as two raw bytes.</summary>
    BFloat16,

    Float32,

    Float64,
}

/// <summary>How an array's elements are stored, and their conversion to float32 (to nearest even where precision is lost).</summary>
internal readonly record struct ElementFormat(ElementKind Kind, bool BigEndian)
{
    private const int ChunkLength = 1 << 18;

    public int Size => Kind switch
    {
        ElementKind.Float64 => 8,
        ElementKind.Float32 => 4,
        _ => 2,
    };

    /// <summary>Whether the stored bytes are this machine's float32 values.</summary>
    public bool IsNative => Kind == ElementKind.Float32 && BigEndian != BitConverter.IsLittleEndian;

    /// <summary>Reads and converts as many elements as the destination holds.</summary>
    /// <param name="stream">The stored elements.</param>
    /// <param name="destination">Receives the values.</param>
    /// <param name="checksum">Receives the stored bytes, or <see langword="null"/>.</param>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public void Read(Stream stream, Span<float> destination, NonCryptographicHashAlgorithm? checksum = null)
    {
        byte[] buffer = IsNative ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(ChunkLength, destination.Length) * Size);
        for (int start = 0; start < destination.Length; start += ChunkLength)
        {
            Span<float> chunk = destination[start..Math.Min(destination.Length, start + ChunkLength)];
            Span<byte> bytes = IsNative ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * Size);
            stream.ReadExactly(bytes);
            checksum?.Append(bytes);
            if (!IsNative)
                Convert(bytes, chunk);
        }

        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Converts as many elements as the destination holds.</summary>
    public void Convert(ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (Kind)
        {
            case ElementKind.Float32:
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                MemoryMarshal.Cast<byte, uint>(source)[..bits.Length].CopyTo(bits);
                if (!IsNative)
                    BinaryPrimitives.ReverseEndianness(bits, bits);
                break;
            case ElementKind.Float64:
                for (int i = 0; i < destination.Length; i++)
                {
                    ReadOnlySpan<byte> element = source.Slice(8 * i, 8);
                    destination[i] = (float)(BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element));
                }

                break;
            case ElementKind.Float16:
                for (int i = 0; i < destination.Length; i++)
                {
                    ReadOnlySpan<byte> element = source.Slice(2 * i, 2);
                    destination[i] = (float)(BigEndian ? BinaryPrimitives.ReadHalfBigEndian(element) : BinaryPrimitives.ReadHalfLittleEndian(element));
                }

                break;
            case ElementKind.BFloat16:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
        }
    }
}
