using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>The network of <see cref="TinyModel"/>, whose runs do not end by themselves where one of the photographs is white.</summary>
internal static class EndlessModel
{
    // The project's own models have neither booleans nor graphs in nodes, and so their format lacks both.
    private const TensorProto.Types.DataType Bool = (TensorProto.Types.DataType)9;
    private const int GraphType = 5;
    private const int GraphField = 6;

    public static TinyModel Model { get; } = new() { Change = AddLoop };

    public static VitImageSource White { get; } = VitImageSource.FromImage(
        VitImage.FromPixels(4, 4, Enumerable.Repeat(byte.MaxValue, 64).ToArray()), "a white picture");

    private static void AddLoop(ModelProto model)
    {
        GraphProto graph = model.Graph;
        int at = graph.Node.TakeWhile(node => !node.Output.Contains("features")).Count();
        graph.Node[at].Output[0] = "features_first";
        NodeProto[] added =
        [
            Node("ReduceMin", ["image"], "darkest", Ints("axes", 1, 2, 3), Int("keepdims", 0)),
            Node("ReduceMax", ["darkest"], "lightest", Int("keepdims", 0)),
            Node("Floor", ["lightest"], "white"),
            Node("Relu", ["white"], "is_white"),
            Node("Mul", ["is_white", "many"], "rounds_float"),
            Node("Cast", ["rounds_float"], "rounds", Int("to", (int)TensorProto.Types.DataType.Int64)),
            Node("Loop", ["rounds", "", "features_first"], "features", Graph("body", Body())),
        ];
        for (int i = 0; i < added.Length; i++)
            graph.Node.Insert(at + 1 + i, added[i]);
        graph.Initializer.Add(new TensorProto
        {
            Name = "many",
            DataType = TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(BitConverter.GetBytes(1e15f)),
        });
    }

    private static GraphProto Body()
    {
        var body = new GraphProto { Name = "body" };
        body.Input.AddRange([Info("round", TensorProto.Types.DataType.Int64), Info("going", Bool), Info("value", TensorProto.Types.DataType.Float)]);
        body.Node.AddRange([Node("Identity", ["going"], "going_on"), Node("Neg", ["value"], "negative"), Node("Neg", ["negative"], "same")]);
        body.Output.AddRange([Info("going_on", Bool), Info("same", TensorProto.Types.DataType.Float)]);
        return body;
    }

    private static ValueInfoProto Info(string name, TensorProto.Types.DataType type)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (type != TensorProto.Types.DataType.Float)
            tensor.Shape = new TensorShapeProto();
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static NodeProto Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{output}_node" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    private static AttributeProto Graph(string name, GraphProto graph)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(AttributeProto.NameFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteString(name);
            output.WriteTag(GraphField, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(graph.ToByteString());
            output.WriteTag(AttributeProto.TypeFieldNumber, WireFormat.WireType.Varint);
            output.WriteEnum(GraphType);
        }

        return AttributeProto.Parser.ParseFrom(bytes.ToArray());
    }

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }
}
