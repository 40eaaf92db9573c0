using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet;

/// <summary>The architecture of a checkpoint, inferred from the names and shapes of its tensors.</summary>
public sealed class CheckpointInfo
{
    internal CheckpointInfo()
    {
    }

    /// <summary>The checkpoint file.</summary>
    public required string Path { get; init; }

    /// <summary>The published name (<c>R50+L/32</c>), or a description of the sizes if it has none.</summary>
    public required string Architecture { get; init; }

    /// <summary>The height and width of the training images, in pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>The length of a token.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of encoder blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>The length of the MLP's hidden layer.</summary>
    public required int MlpSize { get; init; }

    /// <summary>The height and width of a patch, in pixels of the image, or in cells of the feature map of a hybrid.</summary>
    public required int PatchSize { get; init; }

    /// <summary>
    /// The number of residual units in each stage of a hybrid's ResNet; empty if it has a stem only, <see langword="null"/> for a plain
    /// Vision Transformer.
    /// </summary>
    public required IReadOnlyList<int>? ResNetStages { get; init; }

    /// <summary>The number of tokens, the class token included.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The number of classes, or <see langword="null"/> if the checkpoint has no head.</summary>
    public required int? ClassCount { get; init; }

    /// <summary>Whether there is a <c>pre_logits</c> layer between the encoder and the head.</summary>
    public required bool HasPreLogits { get; init; }

    /// <summary>The number of values in all tensors.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>The number of tensors.</summary>
    public required int TensorCount { get; init; }

    /// <summary>The format in words, such as <c>SavedModel of TensorFlow 2.7.0</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Where the names of the tensors come from, in words.</summary>
    public required string TensorNaming { get; init; }

    /// <summary>The numerics of the conversion: <c>jax</c>, <c>timm</c> or <c>transformers</c>.</summary>
    public required string Numerics { get; init; }

    /// <summary>Why these are the numerics, in words.</summary>
    public required string NumericsReason { get; init; }

    /// <summary>The preprocessing that the model file will ask for: a preset's name or a JSON object.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>What was assumed, or is unusual, in whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The class names that lie beside the weights; <see langword="null"/> where there are none.</summary>
    public required IReadOnlyList<string>? ClassNames { get; init; }

    internal static CheckpointInfo Create(Checkpoint checkpoint, VitConfiguration configuration) => new()
    {
        Path = checkpoint.Path,
        Architecture = PublishedArchitectures.NameOf(configuration),
        Resolution = TrainedResolution.Of(configuration, checkpoint.Path, checkpoint.Facts),
        HiddenSize = configuration.HiddenSize,
        Depth = configuration.Depth,
        HeadCount = configuration.HeadCount,
        MlpSize = configuration.MlpSize,
        PatchSize = configuration.PatchSize,
        ResNetStages = configuration.ResNet?.Stages,
        TokenCount = configuration.PrefixCount + configuration.GridSize * configuration.GridSize,
        ClassCount = configuration.ClassCount,
        HasPreLogits = configuration.PreLogitsSize is not null,
        ParameterCount = checkpoint.Tensors.Values.Sum(tensor => (long)tensor.Count),
        TensorCount = checkpoint.Tensors.Count,
        Format = checkpoint.Facts.Format,
        TensorNaming = checkpoint.Facts.Names,
        Numerics = configuration.Numerics.Name,
        NumericsReason = configuration.Numerics == checkpoint.Facts.Numerics ? checkpoint.Facts.NumericsReason : "they were asked for",
        Preprocessing = PreprocessingOf(checkpoint.Facts, configuration),
        Notes = checkpoint.Facts.Notes,
        ClassNames = checkpoint.Facts.Labels,
    };

    /// <summary>Google's own for weights that were trained with it, even in the files of a library.</summary>
    private static string PreprocessingOf(CheckpointFacts facts, VitConfiguration configuration) =>
        facts.Numerics == NetworkNumerics.Jax && configuration.Numerics == NetworkNumerics.Jax ? "google" : facts.Preprocessing;
}
