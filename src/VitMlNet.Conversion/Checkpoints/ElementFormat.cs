using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The floating-point formats that checkpoints come in.</summary>
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
    public int Size => Kind switch
    {
        ElementKind.Float64 => 8,
        ElementKind.Float32 => 4,
        _ => 2,
    };

    /// <summary>Whether the stored bytes are this machine's float32 values.</summary>
    public bool IsNative => Kind == ElementKind.Float32 && BigEndian != BitConverter.IsLittleEndian;

    /// <summary>Reads numpy's name of an element type, such as <c>&lt;f4</c>; <see langword="null"/> for one that is not listed above.</summary>
    public static ElementFormat? Parse(string name) => name switch
    {
        "<f4" => new(ElementKind.Float32, false),
        ">f4" => new(ElementKind.Float32, true),
        "<f2" => new(ElementKind.Float16, false),
        ">f2" => new(ElementKind.Float16, true),
        "<f8" => new(ElementKind.Float64, false),
        ">f8" => new(ElementKind.Float64, true),
        "|V2" or "<V2" => new(ElementKind.BFloat16, false),
        _ => null,
    };

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
                    destination[i] = (float)(BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(source[(8 * i)..]) : BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]));
                break;
            case ElementKind.Float16:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = (float)(BigEndian ? BinaryPrimitives.ReadHalfBigEndian(source[(2 * i)..]) : BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]));
                break;
            case ElementKind.BFloat16:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
        }
    }
}
