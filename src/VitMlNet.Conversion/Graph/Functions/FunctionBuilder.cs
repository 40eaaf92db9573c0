using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>Collects the nodes of a model-local function of standard operators; values are numbered.</summary>
internal sealed class FunctionBuilder
{
    private const int Float = 1;
    private const int UInt8 = 2;

    private readonly FunctionProto _function;

    public FunctionBuilder(string name, string[] inputs, string[] outputs, params string[] attributes)
    {
        _function = new FunctionProto
        {
            Name = name,
            Domain = KernelOperatorNames.Domain,
            Input = { inputs },
            Output = { outputs },
            Attribute = { attributes },
            OpsetImport = { new OperatorSetIdProto { Version = StandardOperators } },
        };
    }

    public FunctionProto Function => _function;

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(string type, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Node(type, $"v{_function.Node.Count}", inputs, attributes);

    /// <summary>Adds a node whose output has the name given.</summary>
    public string Node(string type, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeWithOutputs(type, [output], inputs, attributes);
        return output;
    }

    /// <summary>Adds a node with several outputs and returns their names.</summary>
    public string[] NodeWithOutputs(string type, string[] outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Output = { outputs } };
        foreach (string input in inputs)
            node.Input.Add(input);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        _function.Node.Add(node);
        return outputs;
    }

    public string Scalar(float value) => Node("Constant", [], Attribute("value_float", value));

    public string Integers(params ReadOnlySpan<long> values) => Node("Constant", [], Attribute("value_ints", values));

    /// <summary>A vector of whole numbers that the node gives as an attribute.</summary>
    public string IntegersOf(string attribute) => Node("Constant", [], Given("value_ints", attribute));

    public string ToFloat(string value) => Node("Cast", [value], Attribute("to", Float));

    public string ToUInt8(string value) => Node("Cast", [value], Attribute("to", UInt8));

    /// <summary>An attribute of a node of the function that is the one given to the function itself.</summary>
    public static AttributeProto Given(string name, string attribute) =>
        new() { Name = name, RefAttrName = attribute, Type = AttributeProto.Types.AttributeType.Ints };
}
