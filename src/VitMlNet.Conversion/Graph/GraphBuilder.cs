using Google.Protobuf;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Graph;

/// <summary>
/// Collects the nodes and weights of an ONNX graph. A value has the name of the node that makes it,
/// and nodes are named as the checkpoint names the layers.
/// </summary>
internal sealed class GraphBuilder
{
    /// <summary>The version of the standard operators.</summary>
    public const int StandardOperators = 20;

    private readonly List<NodeProto> _nodes = [];
    private readonly Dictionary<string, Weight> _weights = [];

    public IReadOnlyList<NodeProto> Nodes => _nodes;

    public IReadOnlyCollection<Weight> Weights => _weights.Values;

    /// <summary>Adds a node with one output and returns the output's name, which is the node's.</summary>
    public string Node(string type, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name, Output = { name }, Domain = DomainOf(type) };
        foreach (string input in inputs)
            node.Input.Add(input);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        _nodes.Add(node);
        return name;
    }

    /// <summary>Adds a node with several outputs and returns their names: the node's with <c>/0</c>, <c>/1</c>, … behind it.</summary>
    public string[] NodeWithOutputs(string type, string name, ReadOnlySpan<string> inputs, int outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        Node(type, name, inputs, attributes);
        NodeProto node = _nodes[^1];
        node.Output.Clear();
        for (int i = 0; i < outputs; i++)
            node.Output.Add($"{name}/{i}");
        return [.. node.Output];
    }

    /// <summary>Adds a node whose outputs are bytes and their scales.</summary>
    public (string Quantized, string Scale) Pair(string type, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string[] outputs = NodeWithOutputs(type, name, inputs, 2, attributes);
        return (outputs[0], outputs[1]);
    }

    /// <summary>Adds a node that takes the class token [n, 1, hidden] out of the tokens [n, tokens, hidden].</summary>
    public string ClassToken(string name, string tokens) => Node("Slice", name, [tokens, Integers(0), Integers(1), Integers(1)]);

    /// <summary>Adds a weight, or finds the one of that name, and returns its name.</summary>
    public string Weight(Weight weight)
    {
        _weights.TryAdd(weight.Name, weight);
        return weight.Name;
    }

    /// <summary>Adds a vector of whole numbers that several nodes may share, and returns its name.</summary>
    public string Integers(params long[] values) =>
        Weight(VitMlNet.Conversion.Weights.Weight.Integers("int64/" + string.Join('_', values), values));

    /// <summary>Adds a single number that several nodes may share, and returns its name.</summary>
    public string Scalar(float value) =>
        Weight(VitMlNet.Conversion.Weights.Weight.Float(FormattableString.Invariant($"float/{value}"), [1], values => values[0] = value));

    /// <summary>VitMlNet's own operators have a domain of their own.</summary>
    private static string DomainOf(string type) => KernelOperatorNames.All.Contains(type) ? KernelOperatorNames.Domain : "";

    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (long value in values)
            attribute.Ints.Add(value);
        return attribute;
    }
}
