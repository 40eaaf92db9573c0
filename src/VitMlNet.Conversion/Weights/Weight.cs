using System.Runtime.InteropServices;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Weights;

/// <summary>
/// A constant of the graph, whose values are made only when the model file is written, so that one weight at a time is in memory.
/// </summary>
/// <param name="Name">The name that the nodes refer to: the checkpoint's, where there is one.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Fill">Writes the elements, little endian, in C order.</param>
internal sealed record Weight(string Name, TensorProto.Types.DataType Type, long[] Shape, Action<Span<byte>> Fill)
{
    public int Length => checked((int)(Shape.Aggregate(1L, (product, size) => checked(product * size)) * ElementSize));

    private int ElementSize => Type switch
    {
        TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Int32 => sizeof(float),
        TensorProto.Types.DataType.Int64 => sizeof(long),
        TensorProto.Types.DataType.Int8 or TensorProto.Types.DataType.Uint8 => sizeof(byte),
        _ => throw new NotSupportedException(Type.ToString()),
    };

    public static Weight Float(string name, long[] shape, SpanAction fill) =>
        new(name, TensorProto.Types.DataType.Float, shape, bytes => fill(MemoryMarshal.Cast<byte, float>(bytes)));

    public static Weight Integers(string name, params long[] values) =>
        new(name, TensorProto.Types.DataType.Int64, [values.Length], bytes => MemoryMarshal.AsBytes<long>(values).CopyTo(bytes));
}

/// <summary>Fills a span of floats.</summary>
internal delegate void SpanAction(Span<float> values);
