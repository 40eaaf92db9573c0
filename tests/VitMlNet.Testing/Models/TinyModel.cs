using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;
using VitMlNet.ModelFile;

namespace VitMlNet.Testing;

/// <summary>
/// A model file that keeps the contract of such files and is no transformer: two dense layers on the pixels, quick to load and to score.
/// </summary>
internal sealed record TinyModel
{
    public static readonly string[] Animals = ["cat", "dög", "a \"horse\"", "bird, small", "fish"];

    public int Size { get; init; } = 8;

    public int Features { get; init; } = 6;

    /// <summary>The number of classes; 0 for a model without a head.</summary>
    public int Classes { get; init; } = 5;

    public string[]? Labels { get; init; } = Animals;

    /// <summary>Whether there is an output <c>attention</c>, maps of 2 rows and 3 columns.</summary>
    public bool Attention { get; init; }

    public string Preprocessing { get; init; } = "google";

    public string FormatVersion { get; init; } = "1";

    public bool ExternalWeights { get; init; }

    /// <summary>Another number gives other weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Part of the file, so that tests that run side by side share no session; models with the same one have the same bytes.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString();

    public Action<ModelProto>? Change { get; init; }

    /// <summary>Writes the file, and with <see cref="ExternalWeights"/> the other beside it.</summary>
    public string Write(string path)
    {
        int pixels = Size * Size * 3;
        var graph = new GraphProto { Name = "tiny" };
        graph.Input.Add(Info("image", null, Size, Size, 3));
        graph.Output.Add(Info("features", null, Features));
        graph.Initializer.Add(Whole("flat_shape", -1, pixels));
        graph.Node.Add(Node("Reshape", ["image", "flat_shape"], "flat"));
        graph.Node.Add(Node("MatMul", ["flat", "w1"], "hidden"));
        graph.Node.Add(Node("Tanh", ["hidden"], "features"));
        var weights = new List<(string Name, int Rows, int Columns)> { ("w1", pixels, Features) };
        if (Classes > 0)
        {
            graph.Output.Add(Info("logits", null, Classes));
            graph.Node.Add(Node("MatMul", ["features", "w2"], "logits"));
            weights.Add(("w2", Features, Classes));
        }

        if (Attention)
        {
            graph.Output.Add(Info("attention", null, 2, 3));
            graph.Initializer.Add(Whole("map_shape", -1, 2, 3));
            graph.Node.Add(Node("MatMul", ["flat", "w3"], "looks"));
            graph.Node.Add(Node("Softmax", ["looks"], "shares"));
            graph.Node.Add(Node("Reshape", ["shares", "map_shape"], "attention"));
            weights.Add(("w3", pixels, 6));
        }

        var external = new MemoryStream();
        foreach ((string name, int rows, int columns) in weights)
            graph.Initializer.Add(Weights(name, rows, columns, Path.GetFileName(path), external));

        var model = new ModelProto { IrVersion = 8, ProducerName = "VitMlNet", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        void Say(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        Say(ModelMetadata.FormatVersion, FormatVersion);
        Say(ModelMetadata.Architecture, "tiny");
        Say("test.id", Id);
        Say(ModelMetadata.Preprocessing, Preprocessing);
        if (Labels is not null && Classes > 0)
            Say(ModelMetadata.Labels, JsonSerializer.Serialize(Labels));
        if (ExternalWeights)
        {
            Say(ModelMetadata.WeightsLength, external.Length.ToString());
            File.WriteAllBytes(path + ModelMetadata.WeightsSuffix, external.ToArray());
        }

        Change?.Invoke(model);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private TensorProto Weights(string name, int rows, int columns, string fileName, MemoryStream external)
    {
        var random = new Random(name[1] * 7919 * Seed);
        var values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() - 0.5f) * 4 / MathF.Sqrt(rows);
        var tensor = new TensorProto { Name = name, DataType = TensorProto.Types.DataType.Float };
        tensor.Dims.AddRange([rows, columns]);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<float>(values);
        if (!ExternalWeights)
        {
            tensor.RawData = ByteString.CopyFrom(bytes);
            return tensor;
        }

        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        void Say(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        Say("location", fileName + ModelMetadata.WeightsSuffix);
        Say("offset", external.Position.ToString());
        Say("length", bytes.Length.ToString());
        external.Write(bytes);
        return tensor;
    }

    private static TensorProto Whole(string name, params long[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = TensorProto.Types.DataType.Int64,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values))
        };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    private static NodeProto Node(string operation, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static ValueInfoProto Info(string name, params int?[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (int? dimension in dimensions)
            shape.Dim.Add(dimension is { } size ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }
}
