using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Architecture;

/// <summary>The sizes of a Vision Transformer, all inferred from the shapes of its checkpoint.</summary>
internal sealed record VitConfiguration
{
    public required int HiddenSize { get; init; }

    public required int Depth { get; init; }

    public required int HeadCount { get; init; }

    public required int MlpSize { get; init; }

    /// <summary>Height and width of a patch, in pixels of the image or cells of the ResNet's feature map.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Rows and columns of patches that the checkpoint's position embedding has.</summary>
    public required int GridSize { get; init; }

    /// <summary><see langword="null"/> for a plain Vision Transformer.</summary>
    public ResNetConfiguration? ResNet { get; init; }

    /// <summary>Outputs of the <c>pre_logits</c> layer, or <see langword="null"/> where there is none.</summary>
    public int? PreLogitsSize { get; init; }

    /// <summary>Outputs of <c>head</c>, or <see langword="null"/> for a feature extractor.</summary>
    public int? ClassCount { get; init; }

    /// <summary>The constants and forms that no tensor holds.</summary>
    public NetworkNumerics Numerics { get; init; } = NetworkNumerics.Jax;

    /// <summary>The family, such as DINOv2; <see langword="null"/> for Google's Vision Transformers and their hybrids.</summary>
    public string? Family { get; init; }

    /// <summary>Whether there is a class token before the patches.</summary>
    public bool HasClassToken { get; init; } = true;

    /// <summary>Whether the class token has a position of its own in the position embedding.</summary>
    public bool HasClassPosition { get; init; } = true;

    /// <summary>Tokens without position between the class token and the patches.</summary>
    public int RegisterCount { get; init; }

    /// <summary>Whether there is a LayerNorm before the first block.</summary>
    public bool HasPreNorm { get; init; }

    /// <summary>The width of the hidden layer of the attention pooling, or <see langword="null"/> where the class token is the features.</summary>
    public int? PoolMlpSize { get; init; }

    /// <summary>Whether the head sees the class token and the mean of the patches side by side.</summary>
    public bool HeadSeesPatchMean { get; init; }

    /// <summary>Whether the output <c>tokens</c> is taken before the last LayerNorm.</summary>
    public bool TokensBeforeNorm { get; init; }

    /// <summary>Tokens before the patches.</summary>
    public int PrefixCount => (HasClassToken ? 1 : 0) + RegisterCount;

    /// <summary>Rows of the position embedding before those of the patches.</summary>
    public int PositionPrefixCount => HasClassPosition ? 1 : 0;

    /// <summary>Inputs of the head.</summary>
    public int HeadInputSize => HeadSeesPatchMean ? FeatureSize + HiddenSize : FeatureSize;

    public int HeadSize => HiddenSize / HeadCount;

    public int FeatureSize => PreLogitsSize ?? HiddenSize;

    public int EmbeddingChannels => ResNet?.OutputChannels ?? 3;

    /// <summary>How many pixels of the image one cell of the token grid spans, in each direction.</summary>
    public int Stride => PatchSize << (ResNet?.Halvings ?? 0);

    /// <summary>Rows and columns of the token grid that an image of this size gives.</summary>
    public int GridAt(int resolution) => (ResNet?.OutputSize(resolution) ?? resolution) / PatchSize;
}
