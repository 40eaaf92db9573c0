using System.Text;

namespace VitMlNet;

/// <summary>Writes the few ONNX messages that a <see cref="HeadGraph"/> needs; the numbers are the fields of onnx.proto.</summary>
internal sealed class OnnxWriter
{
    public const int Float = 1;
    public const int Int64 = 7;
    public const int Text = 8;

    private readonly ProtobufWriter _graph = new();

    public void AddInput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Message(11, TensorInfo(name, elementType, shape));

    public void AddOutput(string name, int elementType, params ReadOnlySpan<long> shape) => _graph.Message(12, TensorInfo(name, elementType, shape));

    /// <summary>Adds a constant vector of whole numbers.</summary>
    public void AddConstant(string name, params ReadOnlySpan<long> values)
    {
        var tensor = new ProtobufWriter();
        tensor.Number(1, values.Length);
        tensor.Number(2, Int64);
        foreach (long value in values)
            tensor.Number(7, value);
        tensor.Text(8, name);
        _graph.Message(5, tensor);
    }

    /// <summary>Adds a constant text.</summary>
    public void AddConstant(string name, string value)
    {
        var tensor = new ProtobufWriter();
        tensor.Number(1, 1);
        tensor.Number(2, Text);
        tensor.Text(6, value);
        tensor.Text(8, name);
        _graph.Message(5, tensor);
    }

    public void AddNode(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        AddNode(operation, "", "", inputs, outputs, attributes);

    /// <summary>Adds a node; an attribute is a whole number, or a list of whole numbers or of texts.</summary>
    public void AddNode(string operation, string domain, string name, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(3, name);
        node.Text(4, operation);
        foreach ((string attribute, object value) in attributes)
            node.Message(5, Attribute(attribute, value));
        node.Text(7, domain);
        _graph.Message(1, node);
    }

    /// <summary>The whole model, with the operator sets 17 of ONNX and 2 of ONNX-ML.</summary>
    public byte[] ToModel()
    {
        var model = new ProtobufWriter();
        model.Number(1, 8);
        model.Text(2, "VitMlNet");
        _graph.Text(2, "head");
        model.Message(7, _graph);
        model.Message(8, OperatorSet("", 17));
        model.Message(8, OperatorSet("ai.onnx.ml", 2));
        return model.ToArray();
    }

    private static ProtobufWriter OperatorSet(string domain, long version)
    {
        var set = new ProtobufWriter();
        set.Text(1, domain);
        set.Number(2, version);
        return set;
    }

    private static ProtobufWriter TensorInfo(string name, int elementType, ReadOnlySpan<long> shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (long size in shape)
        {
            var dimension = new ProtobufWriter();
            if (size >= 0)
                dimension.Number(1, size);
            dimensions.Message(1, dimension);
        }

        var tensor = new ProtobufWriter();
        tensor.Number(1, elementType);
        tensor.Message(2, dimensions);
        var type = new ProtobufWriter();
        type.Message(1, tensor);
        var info = new ProtobufWriter();
        info.Text(1, name);
        info.Message(2, type);
        return info;
    }

    private static ProtobufWriter Attribute(string name, object value)
    {
        var attribute = new ProtobufWriter();
        attribute.Text(1, name);
        switch (value)
        {
            case long number:
                attribute.Number(3, number);
                attribute.Number(20, 2);
                break;
            case IEnumerable<long> numbers:
                foreach (long item in numbers)
                    attribute.Number(8, item);
                attribute.Number(20, 7);
                break;
            case IEnumerable<string> texts:
                foreach (string item in texts)
                    attribute.Text(9, item);
                attribute.Number(20, 8);
                break;
            default:
                throw new ArgumentException($"An attribute cannot be a {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    /// <summary>A Protocol Buffers message that grows at its end.</summary>
    private sealed class ProtobufWriter
    {
        private readonly MemoryStream _bytes = new();

        public void Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
        }

        public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public void Message(int field, ProtobufWriter message) => Bytes(field, message._bytes.GetBuffer().AsSpan(0, (int)message._bytes.Length));

        public byte[] ToArray() => _bytes.ToArray();

        private void Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            _bytes.Write(value);
        }

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
