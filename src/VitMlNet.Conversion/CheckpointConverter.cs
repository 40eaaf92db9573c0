using System.Text.Encodings.Web;
using System.Text.Json;
using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Graph;
using VitMlNet.Conversion.Labels;
using VitMlNet.Conversion.Onnx;
using VitMlNet.ModelFile.Onnx;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion;

/// <summary>Converts the checkpoints of google-research/vision_transformer (<c>.npz</c>) to ONNX model files.</summary>
/// <remarks>
/// The numerics are those of the original JAX code. Every AugReg architecture can be converted, plain and hybrid, and other sizes of
/// the same network. Safe for concurrent use.
/// </remarks>
public static class CheckpointConverter
{
    private static readonly JsonSerializerOptions ReadableJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads what a checkpoint holds, without reading its values.</summary>
    /// <param name="checkpointPath">The <c>.npz</c> file.</param>
    /// <returns>The sizes of the network.</returns>
    /// <exception cref="ConversionException">The file cannot be read, or is not of a Vision Transformer.</exception>
    public static CheckpointInfo Inspect(string checkpointPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointPath);
        using Checkpoint checkpoint = Checkpoint.Open(checkpointPath);
        return Describe(checkpoint, ConfigurationReader.Read(checkpoint));
    }

    /// <summary>Converts a checkpoint to a model file.</summary>
    /// <param name="checkpointPath">The <c>.npz</c> file.</param>
    /// <param name="modelPath">The model file to write; one that is there already is replaced, but only by a complete one.</param>
    /// <param name="options">What the model should have; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told the bytes done, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the conversion; nothing is left behind.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="ConversionException">
    /// The checkpoint cannot be read or is not of a Vision Transformer, the label file does not fit, the resolution is too small, or
    /// the output cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The conversion was stopped.</exception>
    public static ConversionResult Convert(
        string checkpointPath,
        string modelPath,
        ConversionOptions? options = null,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointPath);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        options ??= new ConversionOptions();

        using Checkpoint checkpoint = Checkpoint.Open(checkpointPath);
        VitConfiguration configuration = ConfigurationReader.Read(checkpoint);
        CheckpointInfo info = Describe(checkpoint, configuration);
        int resolution = Resolution(configuration, info, options);
        ClassLabels? labels = ClassLabels.For(configuration.ClassCount, options.LabelsPath, checkpointPath);
        (GraphProto graph, IReadOnlyCollection<Weight> weights) =
            VitGraph.Build(checkpoint, configuration, resolution, options);

        var checksumProgress = progress is null
            ? null
            : new ActionProgress<long>(bytes => progress.Report(new ConversionProgress(ConversionStage.Checksum, bytes, checkpoint.Length)));
        string sha256 = checkpoint.ComputeSha256(checksumProgress, cancellationToken);

        var writer = new ModelFileWriter(modelPath, progress, cancellationToken);
        (string? weightsPath, long weightsBytes) =
            writer.Write(graph, weights, Metadata(info, resolution, options.Precision, labels, sha256), options.EmbeddedWeightsLimit);
        return new ConversionResult(modelPath, weightsPath, weightsBytes, info, resolution);
    }

    private static int Resolution(VitConfiguration configuration, CheckpointInfo info, ConversionOptions options)
    {
        const int Largest = 1 << 13;
        int resolution = options.Resolution ?? info.Resolution;
        if (resolution is < 1 or > Largest || configuration.GridAt(resolution) < 1)
        {
            throw new ConversionException(
                $"the resolution {resolution} cannot be used: {info.Architecture} takes from {configuration.Stride} to {Largest} pixels. Its own is {info.Resolution}.",
                info.Path);
        }

        return resolution;
    }

    private static CheckpointInfo Describe(Checkpoint checkpoint, VitConfiguration configuration) => new()
    {
        Path = checkpoint.Path,
        Architecture = PublishedArchitectures.NameOf(configuration),
        Resolution = TrainedResolution.Of(configuration, checkpoint.Path),
        HiddenSize = configuration.HiddenSize,
        Depth = configuration.Depth,
        HeadCount = configuration.HeadCount,
        MlpSize = configuration.MlpSize,
        PatchSize = configuration.PatchSize,
        ResNetStages = configuration.ResNet?.Stages,
        TokenCount = 1 + configuration.GridSize * configuration.GridSize,
        ClassCount = configuration.ClassCount,
        HasPreLogits = configuration.PreLogitsSize is not null,
        ParameterCount = checkpoint.Tensors.Values.Sum(tensor => (long)tensor.Count),
        TensorCount = checkpoint.Tensors.Count,
    };

    private static Dictionary<string, string> Metadata(
        CheckpointInfo info, int resolution, VitPrecision precision, ClassLabels? labels, string sha256)
    {
        var metadata = new Dictionary<string, string>
        {
            [ModelMetadata.FormatVersion] = FormattableString.Invariant($"{ModelMetadata.CurrentFormatVersion}"),
            [ModelMetadata.Architecture] = info.Architecture,
            [ModelMetadata.Resolution] = FormattableString.Invariant($"{resolution}"),
            [ModelMetadata.Preprocessing] = "google",
            [ModelMetadata.Precision] = precision == VitPrecision.Int8 ? "int8" : "fp32",
            [ModelMetadata.ParameterCount] = FormattableString.Invariant($"{info.ParameterCount}"),
            [ModelMetadata.SourceName] = Path.GetFileName(info.Path),
            [ModelMetadata.SourceSha256] = sha256,
        };
        if (labels is not null)
            metadata[ModelMetadata.Labels] = JsonSerializer.Serialize(labels.Names, ReadableJson);
        if (labels?.Ids is { } ids)
            metadata[ModelMetadata.LabelIds] = JsonSerializer.Serialize(ids, ReadableJson);
        return metadata;
    }

    /// <summary>Reports on the caller's thread; <see cref="Progress{T}"/> would post to a synchronization context.</summary>
    private sealed class ActionProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
