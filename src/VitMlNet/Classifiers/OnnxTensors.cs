using System.Runtime.InteropServices;
using Google.Protobuf;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>Tensors and nodes as ONNX messages.</summary>
internal static class OnnxTensors
{
    /// <summary>A constant of 32-bit floating-point numbers.</summary>
    public static TensorProto Constant(string name, float[] values, params long[] shape) => new()
    {
        Name = name,
        DataType = TensorProto.Types.DataType.Float,
        Dims = { shape },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
    };

    /// <summary>A constant of one integer, without dimensions.</summary>
    public static TensorProto Constant(string name, long value) =>
        new() { Name = name, DataType = TensorProto.Types.DataType.Int64, Int64Data = { value } };

    /// <summary>A 32-bit floating-point input or output; a size of -1 is the open dimension of the batch.</summary>
    public static ValueInfoProto Value(string name, params ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (long size in shape)
        {
            dimensions.Dim.Add(size < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
                : new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = OnnxModelBuilder.Float, Shape = dimensions };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    public static NodeProto Node(string operation, IEnumerable<string> inputs, string output, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output, Input = { inputs }, Output = { output } };
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        return node;
    }

    public static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Integers(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
}
