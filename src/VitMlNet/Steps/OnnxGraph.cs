using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>Builds a small ONNX model in memory.</summary>
internal sealed class OnnxGraph
{
    public const int Float = (int)TensorProto.Types.DataType.Float;
    public const int Int64 = (int)TensorProto.Types.DataType.Int64;
    public const int Text = (int)TensorProto.Types.DataType.String;

    private readonly GraphProto _graph = new() { Name = "head" };

    public void AddInput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Input.Add(CreateInfo(name, elementType, shape));

    public void AddOutput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Output.Add(CreateInfo(name, elementType, shape));

    /// <summary>Adds a constant vector of whole numbers.</summary>
    public void AddConstant(string name, params ReadOnlySpan<long> values)
    {
        var tensor = new TensorProto { Name = name, DataType = TensorProto.Types.DataType.Int64, Dims = { values.Length } };
        foreach (long value in values)
            tensor.Int64Data.Add(value);
        _graph.Initializer.Add(tensor);
    }

    /// <summary>Adds a constant text.</summary>
    public void AddConstant(string name, string value) =>
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = TensorProto.Types.DataType.String, Dims = { 1 }, StringData = { ByteString.CopyFromUtf8(value) } });

    public void AddNode(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<AttributeProto> attributes) =>
        AddNode(operation, "", "", inputs, outputs, attributes);

    public void AddNode(string operation, string domain, string name, string[] inputs, string[] outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = operation, Domain = domain, Name = name, Input = { inputs }, Output = { outputs } };
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        _graph.Node.Add(node);
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    public static AttributeProto Attribute(string name, IEnumerable<string> values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    /// <summary>The whole model, with the operator sets 17 of ONNX and 2 of ONNX-ML.</summary>
    public byte[] ToModel() => new ModelProto
    {
        IrVersion = 8,
        ProducerName = "VitMlNet",
        Graph = _graph,
        OpsetImport = { new OperatorSetIdProto { Version = 17 }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 } },
    }.ToByteArray();

    private static ValueInfoProto CreateInfo(string name, int elementType, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (long size in shape)
            dimensions.Dim.Add(size >= 0 ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension());
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = elementType, Shape = dimensions } } };
    }
}
