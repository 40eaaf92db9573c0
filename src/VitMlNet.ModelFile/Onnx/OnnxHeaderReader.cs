using System.Text;
using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.ModelFile;

/// <summary>
/// Reads the header of an ONNX file: the generated messages where they are small, and a walk over the fields of those that hold weights,
/// which Google.Protobuf would read through, and refuses beyond 2 GiB.
/// </summary>
internal sealed class OnnxHeaderReader
{
    // Enough for names, shapes and a few numbers.
    private const int LargestSmall = 4096;
    private const int DeepestGraph = 32;

    // The names of many classes.
    private const int LargestKeys = 1 << 20;

    private readonly ProtobufFields _fields;
    private readonly List<OnnxTensorInfo> _inputs = [];
    private readonly List<OnnxTensorInfo> _outputs = [];
    private readonly HashSet<string> _initializers = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly ExternalWeights _externalWeights = new();
    private readonly Dictionary<string, OnnxStep> _steps = [];
    private readonly Dictionary<string, long> _opsets = [];
    private readonly Dictionary<string, float[]> _constants = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _mapKeys = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly HashSet<int> _weightTypes = [];
    private string _producer = "";
    private long _irVersion;

    private OnnxHeaderReader(Stream stream) => _fields = new ProtobufFields(stream);

    /// <summary>Reads a header; memory and time do not depend on the size of the weights.</summary>
    /// <param name="stream">A seekable stream at its start.</param>
    /// <exception cref="InvalidDataException">The stream does not hold an ONNX model.</exception>
    public static OnnxHeader Read(Stream stream)
    {
        var reader = new OnnxHeaderReader(stream);
        try
        {
            reader.ReadModel(stream.Length);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException(e.Message.TrimEnd('.'), e);
        }

        return new OnnxHeader(
            [.. reader._inputs.Where(input => !reader._initializers.Contains(input.Name))], reader._outputs, reader._metadata,
            reader._externalWeights.Files)
        {
            Producer = reader._producer,
            Steps = reader._steps,
            IrVersion = reader._irVersion,
            Opsets = reader._opsets,
            Constants = reader._constants,
            WeightTypes = reader._weightTypes,
            MapKeys = reader._mapKeys,
            Consumers = reader._nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node),
        };
    }

    private void ReadModel(long end)
    {
        bool hasGraph = false;
        foreach ((int field, long fieldEnd) in _fields.Walk(end, (number, value) => _irVersion = number == ModelProto.IrVersionFieldNumber ? value : _irVersion))
        {
            switch (field)
            {
                case ModelProto.ProducerNameFieldNumber:
                    _producer = ReadText(fieldEnd);
                    break;
                case ModelProto.GraphFieldNumber:
                    ReadGraph(fieldEnd);
                    hasGraph = true;
                    break;
                case ModelProto.OpsetImportFieldNumber:
                    OperatorSetIdProto set = OperatorSetIdProto.Parser.ParseFrom(_fields.ReadBytes(fieldEnd));
                    _opsets[set.Domain] = set.Version;
                    break;
                case ModelProto.FunctionsFieldNumber:
                    ReadFunction(fieldEnd);
                    break;
                case ModelProto.MetadataPropsFieldNumber:
                    ReadEntry(fieldEnd, _metadata);
                    break;
            }
        }

        if (!hasGraph)
            throw new InvalidDataException("it holds no graph");
    }

    private void ReadGraph(long end)
    {
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            switch (field)
            {
                case GraphProto.NodeFieldNumber:
                    ReadNode(fieldEnd);
                    break;
                case GraphProto.InitializerFieldNumber:
                    ReadTensor(fieldEnd, isInitializer: true);
                    break;
                case GraphProto.InputFieldNumber:
                    _inputs.Add(ReadTensorInfo(fieldEnd));
                    break;
                case GraphProto.OutputFieldNumber:
                    _outputs.Add(ReadTensorInfo(fieldEnd));
                    break;
            }
        }
    }

    // The stream is read from its start to its end: a node's operator stands before its attributes, as all writers have it.
    private void ReadNode(long end)
    {
        string operation = "";
        var inputs = new List<string>(2);
        var outputs = new List<string>(1);
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            switch (field)
            {
                case NodeProto.InputFieldNumber:
                    inputs.Add(ReadText(fieldEnd));
                    break;
                case NodeProto.OutputFieldNumber:
                    outputs.Add(ReadText(fieldEnd));
                    break;
                case NodeProto.OpTypeFieldNumber:
                    operation = ReadText(fieldEnd);
                    break;
                case NodeProto.AttributeFieldNumber:
                    ReadAttribute(fieldEnd, operation is "Constant" or "ZipMap" ? outputs.FirstOrDefault() : null, depth: 0);
                    break;
            }
        }

        _nodes.Add(new OnnxNode(operation, inputs, outputs));
        foreach (string output in outputs)
            _steps[output] = new OnnxStep(operation, inputs.FirstOrDefault() ?? "");
    }

    /// <summary>Reads an attribute: the value of a constant or the keys of a map, and where the weights are of tensors and graphs in it.</summary>
    /// <param name="end">Its end.</param>
    /// <param name="output">The tensor that it is the value or the keys of; null for another attribute.</param>
    /// <param name="depth">How many graphs it is within.</param>
    private void ReadAttribute(long end, string? output, int depth)
    {
        if (depth > DeepestGraph)
            throw new InvalidDataException("its graphs are within each other without end");
        if (output is not null && end - _fields.Position <= LargestKeys)
        {
            AttributeProto attribute = AttributeProto.Parser.ParseFrom(_fields.ReadBytes(end));
            AddValue(attribute, output);
            if (attribute.T is not null)
                AddExternal(attribute.T);
            return;
        }

        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            if (field is AttributeProto.TFieldNumber or AttributeProto.TensorsFieldNumber)
                ReadTensor(fieldEnd, isInitializer: false);
            else if (field is AttributeProto.GFieldNumber or AttributeProto.GraphsFieldNumber)
                ReadInnerGraph(fieldEnd, depth + 1);
        }
    }

    private void AddValue(AttributeProto attribute, string output)
    {
        switch (attribute.Name)
        {
            case "value" when SmallConstants.Read(attribute.T ?? new TensorProto()) is { } values:
                _constants[output] = values;
                break;
            case "value_float":
                _constants[output] = [attribute.F];
                break;
            case "value_floats":
                _constants[output] = [.. attribute.Floats];
                break;
            case "classlabels_strings":
                _mapKeys[output] = [.. attribute.Strings.Select(text => text.ToStringUtf8())];
                break;
            case "classlabels_int64s":
                _mapKeys[output] = [.. attribute.Ints.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
                break;
        }
    }

    private void ReadInnerGraph(long end, int depth)
    {
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            if (field == GraphProto.InitializerFieldNumber)
                ReadTensor(fieldEnd, isInitializer: false);
            else if (field == GraphProto.NodeFieldNumber)
                ReadInnerNode(fieldEnd, depth);
        }
    }

    private void ReadFunction(long end)
    {
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            if (field == FunctionProto.NodeFieldNumber)
                ReadInnerNode(fieldEnd, depth: 0);
        }
    }

    private void ReadInnerNode(long end, int depth)
    {
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            if (field == NodeProto.AttributeFieldNumber)
                ReadAttribute(fieldEnd, output: null, depth);
        }
    }

    private void ReadTensor(long end, bool isInitializer)
    {
        if (end - _fields.Position <= LargestSmall)
        {
            TensorProto tensor = TensorProto.Parser.ParseFrom(_fields.ReadBytes(end));
            if (isInitializer)
                AddInitializer(tensor);
            AddExternal(tensor);
            return;
        }

        var entries = new Dictionary<string, string>();
        int type = 0;
        foreach ((int field, long fieldEnd) in _fields.Walk(end, (number, value) => type = number == TensorProto.DataTypeFieldNumber ? (int)value : type))
        {
            if (field == TensorProto.NameFieldNumber && isInitializer)
                _initializers.Add(ReadText(fieldEnd));
            else if (field == TensorProto.ExternalDataFieldNumber)
                ReadEntry(fieldEnd, entries);
        }

        _weightTypes.Add(type);
        _externalWeights.Add(entries, elementType: 0, []);
    }

    private void AddExternal(TensorProto tensor) => _externalWeights.Add(
        tensor.ExternalData.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value), (int)tensor.DataType, tensor.Dims);

    private void AddInitializer(TensorProto tensor)
    {
        _initializers.Add(tensor.Name);
        _weightTypes.Add((int)tensor.DataType);
        if (SmallConstants.Read(tensor) is { } values)
            _constants[tensor.Name] = values;
    }

    private OnnxTensorInfo ReadTensorInfo(long end)
    {
        ValueInfoProto value = ValueInfoProto.Parser.ParseFrom(_fields.ReadBytes(end));
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        var dimensions = tensor?.Shape?.Dim;
        return new OnnxTensorInfo(
            value.Name,
            tensor?.ElemType ?? 0,
            // Some exporters write a dynamic dimension as a number below 1.
            dimensions?.Select(dimension => dimension.DimValue > 0 ? dimension.DimValue : (long?)null).ToArray())
        {
            Symbols = [.. (dimensions ?? []).Select(dimension => dimension.HasDimParam ? dimension.DimParam : null)],
            Denotations = [.. (dimensions ?? []).Select(dimension => dimension.Denotation is { Length: > 0 } text ? text : null)],
            IsSequenceOfMaps = value.Type?.SequenceType?.ElemType?.MapType is not null,
        };
    }

    private void ReadEntry(long end, Dictionary<string, string> entries)
    {
        StringStringEntryProto entry = StringStringEntryProto.Parser.ParseFrom(_fields.ReadBytes(end));
        entries[entry.Key] = entry.Value;
    }

    private string ReadText(long end) => Encoding.UTF8.GetString(_fields.ReadBytes(end));
}
