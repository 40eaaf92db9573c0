using System.Buffers.Binary;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>Parts of numpy's array files, to the byte as numpy 1.24 writes them.</summary>
public static class NpyFormat
{
    private const int Alignment = 64;

    /// <summary>Room that numpy leaves in the header so that the array can grow along its slowest axis.</summary>
    private const int GrowthDigits = 21;

    public static byte[] Header(string elementType, bool fortran, ReadOnlySpan<int> shape, int version = 1)
    {
        string sizes = string.Join(", ", shape.ToArray());
        string tuple = shape.Length == 1 ? $"({sizes},)" : $"({sizes})";
        string text = $"{{'descr': '{elementType}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {tuple}, }}";
        if (shape.Length > 0)
            text += new string(' ', GrowthDigits - (fortran ? shape[^1] : shape[0]).ToString().Length);
        return Header(text, version);
    }

    /// <summary>A header of any text, right or wrong.</summary>
    public static byte[] Header(string text, int version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        int padding = Alignment - (prefix + text.Length + 1) % Alignment;
        byte[] body = Encoding.Latin1.GetBytes(text + new string(' ', padding) + "\n");
        var header = new byte[prefix + body.Length];
        "?NUMPY"u8.CopyTo(header);
        header[0] = 0x93;
        header[6] = (byte)version;
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)body.Length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)body.Length);
        body.CopyTo(header, prefix);
        return header;
    }

    /// <summary>Encodes values as an element type.</summary>
    public static byte[] Encode(ReadOnlySpan<float> values, string elementType)
    {
        bool big = elementType[0] == '>';
        int size = elementType[^1] - '0';
        var bytes = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> element = bytes.AsSpan(i * size, size);
            switch (elementType[1..])
            {
                case "f4": BinaryPrimitives.WriteSingleLittleEndian(element, values[i]); break;
                case "f8": BinaryPrimitives.WriteDoubleLittleEndian(element, values[i]); break;
                case "f2": BinaryPrimitives.WriteHalfLittleEndian(element, (Half)values[i]); break;
                case "i4": BinaryPrimitives.WriteInt32LittleEndian(element, (int)values[i]); break;
                case "V2": BinaryPrimitives.WriteUInt16LittleEndian(element, ToBFloat16(values[i])); break;
                default: throw new ArgumentException($"Element type '{elementType}' is not written here.", nameof(elementType));
            }

            if (big)
                element.Reverse();
        }

        return bytes;
    }

    /// <summary>bfloat16 by rounding to nearest even; the upper half of a float32.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>C order to Fortran order, element by element.</summary>
    public static T[] ToFortranOrder<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
    {
        var result = new T[values.Length];
        var index = new int[shape.Length];
        foreach (T value in values)
        {
            long position = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
                position = position * shape[axis] + index[axis];
            result[position] = value;
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return result;
    }

    /// <inheritdoc cref="ToFortranOrder{T}(ReadOnlySpan{T}, ReadOnlySpan{int})"/>
    public static float[] ToFortranOrder(float[] values, int[] shape) => ToFortranOrder<float>(values, shape);
}
