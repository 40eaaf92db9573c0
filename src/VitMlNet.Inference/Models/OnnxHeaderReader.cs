namespace VitMlNet;

/// <summary>Reads the header of an ONNX file: its field numbers are those of onnx.proto (ONNX IR version 8 and later).</summary>
internal sealed class OnnxHeaderReader
{
    private readonly ProtobufScanner _scanner;
    private readonly List<OnnxTensorInfo> _inputs = [];
    private readonly List<OnnxTensorInfo> _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _externalFiles = new(StringComparer.Ordinal);

    private readonly Dictionary<string, OnnxStep> _steps = new(StringComparer.Ordinal);
    private string _producer = "";

    private OnnxHeaderReader(Stream stream) => _scanner = new ProtobufScanner(stream);

    /// <summary>Reads a header.</summary>
    /// <param name="stream">A seekable stream at its start.</param>
    /// <exception cref="InvalidDataException">The stream does not hold an ONNX model.</exception>
    public static OnnxHeader Read(Stream stream)
    {
        var reader = new OnnxHeaderReader(stream);
        reader.ReadModel(stream.Length);
        return new OnnxHeader(
            reader._inputs.Where(input => !reader._initializers.Contains(input.Name)).ToArray(),
            reader._outputs,
            reader._metadata,
            reader._externalFiles)
        {
            Producer = reader._producer,
            Steps = reader._steps,
        };
    }

    private void ReadModel(long end)
    {
        bool hasGraph = false;
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (2, ProtobufScanner.LengthDelimited):
                    _producer = _scanner.ReadString(end);
                    break;
                case (7, ProtobufScanner.LengthDelimited):
                    ReadGraph(_scanner.ReadMessageEnd(end));
                    hasGraph = true;
                    break;
                case (14, ProtobufScanner.LengthDelimited):
                    (string key, string value) = ReadEntry(_scanner.ReadMessageEnd(end));
                    _metadata[key] = value;
                    break;
                default:
                    _scanner.Skip(wireType, end);
                    break;
            }
        }

        if (!hasGraph)
            throw new InvalidDataException("it holds no graph");
    }

    private void ReadGraph(long end)
    {
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (1, ProtobufScanner.LengthDelimited):
                    ReadStep(_scanner.ReadMessageEnd(end));
                    break;
                case (5, ProtobufScanner.LengthDelimited):
                    ReadInitializer(_scanner.ReadMessageEnd(end));
                    break;
                case (11, ProtobufScanner.LengthDelimited):
                    _inputs.Add(ReadTensorInfo(_scanner.ReadMessageEnd(end)));
                    break;
                case (12, ProtobufScanner.LengthDelimited):
                    _outputs.Add(ReadTensorInfo(_scanner.ReadMessageEnd(end)));
                    break;
                default:
                    _scanner.Skip(wireType, end);
                    break;
            }
        }
    }

    // NodeProto { input = 1; output = 2; op_type = 4 }
    private void ReadStep(long end)
    {
        string operation = "";
        string? input = null;
        var outputs = new List<string>(1);
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (1, ProtobufScanner.LengthDelimited) when input is null:
                    input = _scanner.ReadString(end);
                    break;
                case (2, ProtobufScanner.LengthDelimited):
                    outputs.Add(_scanner.ReadString(end));
                    break;
                case (4, ProtobufScanner.LengthDelimited):
                    operation = _scanner.ReadString(end);
                    break;
                default:
                    _scanner.Skip(wireType, end);
                    break;
            }
        }

        foreach (string output in outputs)
            _steps[output] = new OnnxStep(operation, input ?? "");
    }

    private void ReadInitializer(long end)
    {
        string? location = null;
        long offset = 0, length = 0;
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            switch (field, wireType)
            {
                case (8, ProtobufScanner.LengthDelimited):
                    _initializers.Add(_scanner.ReadString(end));
                    break;
                case (13, ProtobufScanner.LengthDelimited):
                    (string key, string value) = ReadEntry(_scanner.ReadMessageEnd(end));
                    if (key == "location")
                        location = value;
                    else if (key == "offset")
                        offset = ParseLength(value);
                    else if (key == "length")
                        length = ParseLength(value);
                    break;
                default:
                    _scanner.Skip(wireType, end);
                    break;
            }
        }

        if (location is not null)
            _externalFiles[location] = Math.Max(_externalFiles.GetValueOrDefault(location), checked(offset + length));
    }

    private static long ParseLength(string text) =>
        long.TryParse(text, out long value) && value is >= 0 and < long.MaxValue / 2
            ? value
            : throw new InvalidDataException($"'{text}' is no place in a weights file");

    private (string Key, string Value) ReadEntry(long end)
    {
        string key = "", value = "";
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            if ((field, wireType) == (1, ProtobufScanner.LengthDelimited))
                key = _scanner.ReadString(end);
            else if ((field, wireType) == (2, ProtobufScanner.LengthDelimited))
                value = _scanner.ReadString(end);
            else
                _scanner.Skip(wireType, end);
        }

        return (key, value);
    }

    // ValueInfoProto { name = 1; TypeProto type = 2 { Tensor tensor_type = 1 { elem_type = 1; shape = 2 { dim = 1 } } } }
    private OnnxTensorInfo ReadTensorInfo(long end)
    {
        string name = "";
        int elementType = 0;
        List<long?>? dimensions = null;
        List<string?> symbols = [];
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            if ((field, wireType) == (1, ProtobufScanner.LengthDelimited))
                name = _scanner.ReadString(end);
            else if ((field, wireType) == (2, ProtobufScanner.LengthDelimited))
                ReadType(_scanner.ReadMessageEnd(end), ref elementType, ref dimensions, symbols);
            else
                _scanner.Skip(wireType, end);
        }

        return new OnnxTensorInfo(name, elementType, dimensions) { Symbols = symbols };
    }

    private void ReadType(long end, ref int elementType, ref List<long?>? dimensions, List<string?> symbols)
    {
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            if ((field, wireType) != (1, ProtobufScanner.LengthDelimited))
            {
                _scanner.Skip(wireType, end);
                continue;
            }

            long tensorEnd = _scanner.ReadMessageEnd(end);
            while (_scanner.TryReadField(tensorEnd, out field, out wireType))
            {
                if ((field, wireType) == (1, ProtobufScanner.Varint))
                    elementType = (int)_scanner.ReadVarint();
                else if ((field, wireType) == (2, ProtobufScanner.LengthDelimited))
                    dimensions = ReadShape(_scanner.ReadMessageEnd(tensorEnd), symbols);
                else
                    _scanner.Skip(wireType, tensorEnd);
            }
        }
    }

    private List<long?> ReadShape(long end, List<string?> symbols)
    {
        var dimensions = new List<long?>();
        while (_scanner.TryReadField(end, out int field, out int wireType))
        {
            if ((field, wireType) != (1, ProtobufScanner.LengthDelimited))
            {
                _scanner.Skip(wireType, end);
                continue;
            }

            long dimensionEnd = _scanner.ReadMessageEnd(end);
            long? dimension = null;
            string? symbol = null;
            while (_scanner.TryReadField(dimensionEnd, out field, out wireType))
            {
                if ((field, wireType) == (1, ProtobufScanner.Varint))
                    dimension = (long)_scanner.ReadVarint();
                else if ((field, wireType) == (2, ProtobufScanner.LengthDelimited))
                    symbol = _scanner.ReadString(dimensionEnd);
                else
                    _scanner.Skip(wireType, dimensionEnd);
            }

            // Some exporters write what they do not know as a number below 1.
            dimensions.Add(dimension > 0 ? dimension : null);
            symbols.Add(symbol);
        }

        return dimensions;
    }
}
