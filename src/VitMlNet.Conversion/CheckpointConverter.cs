using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;
using VitMlNet.Conversion.Graph;
using VitMlNet.Conversion.Onnx;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>
/// Converts Vision Transformers to ONNX model files: Google's checkpoints (<c>.npz</c>) and TF-Hub modules (a SavedModel in a folder or a
/// <c>.tar.gz</c>), and the <c>.safetensors</c> of timm and transformers (a file or a hub's folder, with its <c>config.json</c>).
/// </summary>
/// <remarks>
/// What a file holds decides its format, not its name. The numerics are those that the weights were trained with
/// (<see cref="ConversionOptions.Numerics"/>). All AugReg architectures are supported, plain and hybrid, the same network in other sizes,
/// and DeiT, DINO, DINOv2, CLIP vision and SigLIP vision. Thread-safe.
/// </remarks>
public static class CheckpointConverter
{
    private const int LargestResolution = 1 << 13;

    /// <summary>Tells whether a file or folder looks like a checkpoint of a known format, by what it holds, or else by its name.</summary>
    /// <param name="path">The file or folder; it need not exist.</param>
    /// <returns>Whether <see cref="Convert"/> would take it for a checkpoint, which may be damaged all the same.</returns>
    public static bool IsCheckpoint(string path) => CheckpointFormats.IsCheckpoint(path);

    /// <summary>Reads the architecture of a checkpoint from the names and shapes of its tensors, without reading their values.</summary>
    /// <param name="checkpointPath">The file or folder.</param>
    /// <returns>The sizes of the network.</returns>
    /// <exception cref="ConversionException">The file cannot be read, or is not the checkpoint of a Vision Transformer.</exception>
    public static CheckpointInfo Inspect(string checkpointPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointPath);
        using Checkpoint checkpoint = CheckpointFormats.Open(checkpointPath, readValues: false);
        return CheckpointInfo.Create(checkpoint, ConfigurationReader.Read(checkpoint));
    }

    /// <summary>Converts a checkpoint to a model file.</summary>
    /// <param name="checkpointPath">The file or folder.</param>
    /// <param name="modelPath">The model file to write. An existing file is replaced only when the new one is complete.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives the number of bytes processed, on the calling thread; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels the conversion; no file is left behind.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="ConversionException">
    /// The checkpoint cannot be read or is not that of a Vision Transformer, the label file does not fit, the resolution is too small, or
    /// the model file cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The conversion was canceled.</exception>
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

        using Checkpoint checkpoint = CheckpointFormats.Open(
            checkpointPath, readValues: true, new StageProgress(progress, ConversionStage.Unpacking) { Total = LengthOf(checkpointPath) }, cancellationToken);
        VitConfiguration configuration = ConfigurationReader.Read(checkpoint, options.Numerics);
        CheckpointInfo info = CheckpointInfo.Create(checkpoint, configuration);
        int resolution = Resolution(configuration, info, options);
        ClassLabels? labels = ClassLabels.For(configuration.ClassCount, options.LabelsPath, checkpointPath, info.ClassNames);
        (GraphProto graph, IReadOnlyCollection<Weight> weights) = VitGraph.Build(
            checkpoint, configuration, new VitGraphOptions(resolution, options.Precision, options.IncludeTokens, options.IncludeAttention));

        string sha256 = checkpoint.ComputeSha256(
            new StageProgress(progress, ConversionStage.Checksum) { Total = checkpoint.Length }, cancellationToken);
        Dictionary<string, string> metadata = ModelDescription.Create(info, resolution, options.Precision, labels, sha256);
        long weightsBytes = weights.Sum(weight => (long)weight.Length);
        var writer = new ModelFileWriter(
            modelPath, new StageProgress(progress, ConversionStage.Weights) { Total = weightsBytes }, cancellationToken);
        string? weightsPath = writer.Write(graph, weights, metadata, isExternal: weightsBytes > options.EmbeddedWeightsLimit);
        return new ConversionResult
        {
            ModelPath = modelPath,
            WeightsPath = weightsPath,
            WeightsBytes = weightsBytes,
            Checkpoint = info,
            Resolution = resolution,
        };
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static int Resolution(VitConfiguration configuration, CheckpointInfo info, ConversionOptions options)
    {
        int resolution = options.Resolution ?? info.Resolution;
        return resolution is >= 1 and <= LargestResolution && configuration.GridAt(resolution) >= 1
            ? resolution
            : throw new ConversionException(
                $"the resolution {resolution} cannot be used: {info.Architecture} takes from {configuration.Stride} to {LargestResolution} pixels. "
                + $"Its own is {info.Resolution}.",
                info.Path);
    }

    /// <summary>Reports on the calling thread; <see cref="Progress{T}"/> would post to a synchronization context.</summary>
    private sealed class StageProgress(IProgress<ConversionProgress>? progress, ConversionStage stage) : IProgress<long>
    {
        public required long Total { get; init; }

        public void Report(long value) => progress?.Report(new ConversionProgress(stage, value, Total));
    }
}
