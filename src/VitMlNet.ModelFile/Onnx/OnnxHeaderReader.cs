using System.Globalization;
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
    private readonly ProtobufFields _fields;
    private readonly List<OnnxTensorInfo> _inputs = [];
    private readonly List<OnnxTensorInfo> _outputs = [];
    private readonly HashSet<string> _initializers = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, long> _externalFiles = [];
    private readonly Dictionary<string, OnnxStep> _steps = [];
    private string _producer = "";

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
            [.. reader._inputs.Where(input => !reader._initializers.Contains(input.Name))], reader._outputs, reader._metadata, reader._externalFiles)
        {
            Producer = reader._producer,
            Steps = reader._steps,
        };
    }

    private void ReadModel(long end)
    {
        bool hasGraph = false;
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
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
                    ReadInitializer(fieldEnd);
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

    // Its attributes may hold tensors of any size.
    private void ReadNode(long end)
    {
        string operation = "";
        string? input = null;
        var outputs = new List<string>(1);
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            switch (field)
            {
                case NodeProto.InputFieldNumber when input is null:
                    input = ReadText(fieldEnd);
                    break;
                case NodeProto.OutputFieldNumber:
                    outputs.Add(ReadText(fieldEnd));
                    break;
                case NodeProto.OpTypeFieldNumber:
                    operation = ReadText(fieldEnd);
                    break;
            }
        }

        foreach (string output in outputs)
            _steps[output] = new OnnxStep(operation, input ?? "");
    }

    private void ReadInitializer(long end)
    {
        var entries = new Dictionary<string, string>();
        foreach ((int field, long fieldEnd) in _fields.Walk(end))
        {
            if (field == TensorProto.NameFieldNumber)
                _initializers.Add(ReadText(fieldEnd));
            else if (field == TensorProto.ExternalDataFieldNumber)
                ReadEntry(fieldEnd, entries);
        }

        if (entries.TryGetValue("location", out string? location))
        {
            (long offset, long length) = (Number(entries, "offset"), Number(entries, "length"));
            if (offset > long.MaxValue - length)
                throw new InvalidDataException($"weights of {length} bytes cannot begin at byte {offset}");
            _externalFiles[location] = Math.Max(_externalFiles.GetValueOrDefault(location), offset + length);
        }
    }

    private static long Number(Dictionary<string, string> entries, string key) =>
        !entries.TryGetValue(key, out string? text) ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw new InvalidDataException($"'{text}' is no place in a weights file");

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
        };
    }

    private void ReadEntry(long end, Dictionary<string, string> entries)
    {
        StringStringEntryProto entry = StringStringEntryProto.Parser.ParseFrom(_fields.ReadBytes(end));
        entries[entry.Key] = entry.Value;
    }

    private string ReadText(long end) => Encoding.UTF8.GetString(_fields.ReadBytes(end));
}
