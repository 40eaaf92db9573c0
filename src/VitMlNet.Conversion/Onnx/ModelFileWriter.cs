using Google.Protobuf;
using VitMlNet.Conversion.Graph;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Onnx;

/// <summary>
/// Writes a model file: the graph with its weights inside when they are small, and beside it in <c>&lt;name&gt;.onnx.data</c> when they are not.
/// </summary>
/// <remarks>
/// Both files are written under temporary names in the same folder and renamed at the end, so that a failure or a cancellation
/// leaves nothing behind. One weight at a time is in memory when the weights are external.
/// </remarks>
internal sealed class ModelFileWriter(string path, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
{
    private const int IrVersion = 9;

    /// <summary>Weights below this many bytes stay in the graph: the runtime reads shapes and small constants from there.</summary>
    private const int SmallWeight = 1024;

    private readonly string _path = Path.GetFullPath(path);

    /// <returns>The path of the external weights, or <see langword="null"/>, and their length or the length of all weights.</returns>
    public (string? WeightsPath, long WeightsBytes) Write(
        GraphProto graph, IReadOnlyCollection<Weight> weights, IReadOnlyDictionary<string, string> metadata, long embeddedLimit)
    {
        long total = weights.Sum(weight => (long)weight.Length);
        bool external = total > embeddedLimit;
        string weightsPath = _path + ModelMetadata.WeightsSuffix;
        using var modelFile = new PendingFile(_path);
        using PendingFile? weightsFile = external ? new PendingFile(weightsPath) : null;

        WriteWeights(graph, weights, weightsFile?.Stream, total);
        ModelProto model = Model(graph, metadata);
        if (weightsFile is not null)
            model.MetadataProps.Add(new StringStringEntryProto { Key = ModelMetadata.WeightsLength, Value = FormattableString.Invariant($"{weightsFile.Stream.Length}") });
        model.WriteTo(modelFile.Stream);

        cancellationToken.ThrowIfCancellationRequested();
        weightsFile?.Commit();
        modelFile.Commit();
        return external ? (weightsPath, total) : (null, total);
    }

    private static ModelProto Model(GraphProto graph, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "VitMlNet",
            ProducerVersion = typeof(ModelFileWriter).Assembly.GetName().Version!.ToString(3),
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = GraphBuilder.StandardOperators },
            },
            Functions = { KernelFunctions.UsedBy(graph) },
        };
        if (model.Functions.Count > 0)
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = KernelOperatorNames.Domain, Version = KernelOperatorNames.Version });
        foreach ((string key, string value) in metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    private void WriteWeights(GraphProto graph, IReadOnlyCollection<Weight> weights, Stream? external, long total)
    {
        var buffer = new byte[weights.Max(weight => external is null || weight.Length < SmallWeight ? 0 : weight.Length)];
        long done = 0;
        foreach (Weight weight in weights)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tensor = new TensorProto { Name = weight.Name, DataType = weight.Type, Dims = { weight.Shape } };
            if (external is null || weight.Length < SmallWeight)
            {
                var values = new byte[weight.Length];
                weight.Fill(values);
                tensor.RawData = UnsafeByteOperations.UnsafeWrap(values);
            }
            else
            {
                Span<byte> values = buffer.AsSpan(0, weight.Length);
                weight.Fill(values);
                AddExternal(tensor, external, values);
            }

            graph.Initializer.Add(tensor);
            done += weight.Length;
            progress?.Report(new ConversionProgress(ConversionStage.Weights, done, total));
        }
    }

    private void AddExternal(TensorProto tensor, Stream stream, ReadOnlySpan<byte> values)
    {
        // The runtime maps the file into memory, which wants every weight on a page of its own.
        const int Page = 4096;
        stream.Write(new byte[(Page - (int)(stream.Length % Page)) % Page]);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        Add("location", Path.GetFileName(_path) + ModelMetadata.WeightsSuffix);
        Add("offset", FormattableString.Invariant($"{stream.Length}"));
        Add("length", FormattableString.Invariant($"{values.Length}"));
        stream.Write(values);

        void Add(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }
}
