using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.ModelFile;

/// <summary>Builds the small ONNX models that follow a network: softmax, class names, the choice of a token.</summary>
internal sealed class OnnxModelBuilder
{
    public const int Float = (int)TensorProto.Types.DataType.Float;
    public const int Text = (int)TensorProto.Types.DataType.String;

    private const int IrVersion = 8;
    private const int OpsetVersion = 17;
    private const int MachineLearningOpsetVersion = 2;

    private readonly GraphProto _graph = new() { Name = "head" };

    /// <summary>Adds an input; a size of -1 is a dynamic dimension.</summary>
    public void AddInput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Input.Add(TensorInfo(name, elementType, shape));

    /// <summary>Adds an output; a size of -1 is a dynamic dimension.</summary>
    public void AddOutput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Output.Add(TensorInfo(name, elementType, shape));

    /// <summary>Adds a constant vector of integers.</summary>
    public void AddConstant(string name, params ReadOnlySpan<long> values) => _graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = TensorProto.Types.DataType.Int64,
        Dims = { values.Length },
        Int64Data = { values.ToArray() },
    });

    /// <summary>Adds a constant text.</summary>
    public void AddConstant(string name, string value) => _graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = TensorProto.Types.DataType.String,
        Dims = { 1 },
        StringData = { ByteString.CopyFromUtf8(value) },
    });

    public void AddNode(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        AddNode(operation, "", "", inputs, outputs, attributes);

    /// <summary>Adds a node; an attribute is an integer, or a list of integers or of texts.</summary>
    public void AddNode(
        string operation, string domain, string name, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { OpType = operation, Domain = domain, Name = name, Input = { inputs }, Output = { outputs } };
        foreach ((string attribute, object value) in attributes)
            node.Attribute.Add(Attribute(attribute, value));
        _graph.Node.Add(node);
    }

    /// <summary>Serializes the model.</summary>
    public byte[] ToModel() => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = Producer.Name,
        Graph = _graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Version = OpsetVersion },
            new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = MachineLearningOpsetVersion },
        },
    }.ToByteArray();

    private static ValueInfoProto TensorInfo(string name, int elementType, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (long size in shape)
            dimensions.Dim.Add(size < 0 ? new TensorShapeProto.Types.Dimension() : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = elementType, Shape = dimensions } },
        };
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        long number => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = number },
        IEnumerable<long> numbers => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { numbers } },
        IEnumerable<string> texts => new AttributeProto
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Strings,
            Strings = { texts.Select(ByteString.CopyFromUtf8) },
        },
        _ => throw new ArgumentException($"An attribute cannot be a {value.GetType()}.", nameof(value)),
    };
}
