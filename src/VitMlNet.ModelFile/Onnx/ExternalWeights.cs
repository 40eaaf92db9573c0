using System.Globalization;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.ModelFile;

/// <summary>The files that hold tensors of a model, with the least length that each must have for all of them.</summary>
internal sealed class ExternalWeights
{
    private readonly Dictionary<string, long> _files = [];

    public IReadOnlyDictionary<string, long> Files => _files;

    /// <summary>Adds a tensor, if it is in another file.</summary>
    /// <param name="entries">The tensor's <c>external_data</c>.</param>
    /// <param name="elementType">Its ONNX element type.</param>
    /// <param name="dimensions">Its shape.</param>
    /// <exception cref="InvalidDataException">Its place is no number.</exception>
    public void Add(IReadOnlyDictionary<string, string> entries, int elementType, IEnumerable<long> dimensions)
    {
        if (!entries.TryGetValue("location", out string? location))
            return;
        long offset = Number(entries, "offset") ?? 0, length = Number(entries, "length") ?? Size(elementType, dimensions);
        long end = offset > long.MaxValue - length ? long.MaxValue : offset + length;
        _files[location] = Math.Max(_files.GetValueOrDefault(location), end);
    }

    private static long? Number(IReadOnlyDictionary<string, string> entries, string key) =>
        !entries.TryGetValue(key, out string? text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw new InvalidDataException($"'{text}' is no place in a weights file");

    /// <summary>The number of bytes of a tensor; that of the smallest elements where the type is not known.</summary>
    private static long Size(int elementType, IEnumerable<long> dimensions)
    {
        UInt128 size = (TensorProto.Types.DataType)elementType switch
        {
            TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Uint64 => 8,
            TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Uint32 => 4,
            TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 or TensorProto.Types.DataType.Int16 or TensorProto.Types.DataType.Uint16 => 2,
            TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Uint8 or TensorProto.Types.DataType.Bool => 1,
            _ => 0,
        };
        foreach (long dimension in dimensions)
            size = UInt128.Min(size * (UInt128)Math.Max(dimension, 0), long.MaxValue);
        return (long)size;
    }
}
