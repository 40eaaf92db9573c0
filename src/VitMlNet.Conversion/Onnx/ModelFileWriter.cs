using Google.Protobuf;
using VitMlNet.Conversion.Graph;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Onnx;

/// <summary>
/// Writes a model file: the graph, with its weights embedded or beside it in <c>&lt;name&gt;.onnx.data</c>. After a failure or a
/// cancellation there is neither file.
/// </summary>
/// <remarks>One weight at a time is in memory when the weights are external.</remarks>
internal sealed class ModelFileWriter(string path, IProgress<long> progress, CancellationToken cancellationToken)
{
    private const int IrVersion = 9;

    /// <summary>Weights below this many bytes stay in the graph: the runtime reads shapes and small constants from there.</summary>
    private const int SmallWeight = 1024;

    /// <summary>The runtime maps external weights into memory, for which each begins on a page of its own.</summary>
    private const int PageLength = 4096;

    private readonly string _weightsPath = Path.GetFullPath(path) + ModelMetadata.WeightsSuffix;

    /// <returns>The file of the external weights, or <see langword="null"/> if they are embedded.</returns>
    /// <exception cref="ConversionException">A file cannot be written.</exception>
    public string? Write(GraphProto graph, IReadOnlyCollection<Weight> weights, IReadOnlyDictionary<string, string> metadata, bool isExternal)
    {
        long needed = weights.Sum(weight => (long)weight.Length);
        try
        {
            using var modelFile = new AtomicFile(path);
            if (modelFile.TemporaryPath is not null)
                WriteErrors.CheckRoom(modelFile.Target, needed);
            using AtomicFile? weightsFile = isExternal ? new AtomicFile(_weightsPath) : null;
            WriteWeights(graph, weights, weightsFile?.Stream);
            ModelProto model = CreateModel(graph, metadata);
            if (weightsFile is not null)
                model.MetadataProps.Add(Entry(ModelMetadata.WeightsLength, FormattableString.Invariant($"{weightsFile.Stream.Length}")));
            model.WriteTo(modelFile.Stream);

            cancellationToken.ThrowIfCancellationRequested();
            weightsFile?.Commit();
            modelFile.Commit();
            return weightsFile is null ? null : _weightsPath;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException(
                $"the file cannot be written: {WriteErrors.Describe(exception, path, needed)} Choose an existing folder that you may write to and that has room.", path, null, exception);
        }
    }

    private static ModelProto CreateModel(GraphProto graph, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = Producer.Name,
            ProducerVersion = Producer.Version,
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = GraphBuilder.StandardOperators },
            },
            Functions = { KernelFunctions.UsedBy(graph) },
        };
        if (model.Functions.Count > 0)
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = KernelOperatorNames.Domain, Version = KernelOperatorNames.Version });
        model.MetadataProps.AddRange(metadata.Select(entry => Entry(entry.Key, entry.Value)));
        return model;
    }

    private void WriteWeights(GraphProto graph, IReadOnlyCollection<Weight> weights, Stream? external)
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
            progress.Report(done += weight.Length);
        }
    }

    private void AddExternal(TensorProto tensor, Stream stream, ReadOnlySpan<byte> values)
    {
        stream.Write(new byte[(PageLength - (int)(stream.Length % PageLength)) % PageLength]);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(Entry("location", Path.GetFileName(_weightsPath)));
        tensor.ExternalData.Add(Entry("offset", FormattableString.Invariant($"{stream.Length}")));
        tensor.ExternalData.Add(Entry("length", FormattableString.Invariant($"{values.Length}")));
        stream.Write(values);
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
