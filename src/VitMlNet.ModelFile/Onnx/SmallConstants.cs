using System.Buffers.Binary;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.ModelFile;

/// <summary>Reads tensors of a few numbers.</summary>
internal static class SmallConstants
{
    private const int MostValues = 64;

    /// <summary>The values of a tensor as float32; null where it has many, or is of another type, or in another file.</summary>
    public static float[]? Read(TensorProto tensor)
    {
        long count = 1;
        foreach (long dimension in tensor.Dims)
            count = dimension is > 0 and <= MostValues ? count * dimension : MostValues + 1;
        if (count > MostValues || tensor.ExternalData.Count > 0)
            return null;
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        return tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => raw.Length == 4 * count ? Read(raw, (int)count, 4, BinaryPrimitives.ReadSingleLittleEndian)
                : tensor.FloatData.Count == count ? [.. tensor.FloatData] : null,
            TensorProto.Types.DataType.Double => raw.Length == 8 * count ? Read(raw, (int)count, 8, bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes))
                : tensor.DoubleData.Count == count ? [.. tensor.DoubleData.Select(value => (float)value)] : null,
            TensorProto.Types.DataType.Float16 => raw.Length == 2 * count ? Read(raw, (int)count, 2, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes))
                : tensor.Int32Data.Count == count ? [.. tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))] : null,
            TensorProto.Types.DataType.Int64 => raw.Length == 8 * count ? Read(raw, (int)count, 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes))
                : tensor.Int64Data.Count == count ? [.. tensor.Int64Data.Select(value => (float)value)] : null,
            _ => null,
        };
    }

    private static float[] Read(ReadOnlySpan<byte> raw, int count, int size, ReadValue read)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = read(raw.Slice(i * size, size));
        return values;
    }

    private delegate float ReadValue(ReadOnlySpan<byte> bytes);
}
