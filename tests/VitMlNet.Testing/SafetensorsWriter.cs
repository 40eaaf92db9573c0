using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>Writes .safetensors files as the format's own library does: names in order, the header padded to eight bytes.</summary>
public sealed class SafetensorsWriter
{
    private readonly SortedDictionary<string, (string Type, int[] Shape, byte[] Bytes)> _tensors = new(StringComparer.Ordinal);

    public SafetensorsWriter Add(string name, int[] shape, float[] values, string type = "F32")
    {
        _tensors.Add(name, (type, shape, Encode(values, type)));
        return this;
    }

    public void Remove(string name) => _tensors.Remove(name);

    public byte[] ToArray()
    {
        var header = new StringBuilder("{");
        int offset = 0;
        foreach ((string name, (string type, int[] shape, byte[] bytes)) in _tensors)
        {
            if (offset > 0)
                header.Append(',');
            header.Append(FormattableString.Invariant($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{offset + bytes.Length}]}}"));
            offset += bytes.Length;
        }

        header.Append('}');
        return File(header.Append(' ', -header.Length & 7).ToString(), [.. _tensors.Values.SelectMany(tensor => tensor.Bytes)]);
    }

    /// <summary>A file of any header and any data.</summary>
    public static byte[] File(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var file = new byte[sizeof(ulong) + text.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, sizeof(ulong));
        data.CopyTo(file, sizeof(ulong) + text.Length);
        return file;
    }

    private static byte[] Encode(float[] values, string type) => type switch
    {
        "F32" => MemoryMarshal.AsBytes<float>(values).ToArray(),
        "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        "F64" => MemoryMarshal.AsBytes<double>(Array.ConvertAll(values, value => (double)value)).ToArray(),
        "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, RoundToBFloat16)).ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static ushort RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
