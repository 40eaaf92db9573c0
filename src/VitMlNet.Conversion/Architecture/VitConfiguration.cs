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

    public int HeadSize => HiddenSize / HeadCount;

    public int FeatureSize => PreLogitsSize ?? HiddenSize;

    public int EmbeddingChannels => ResNet?.OutputChannels ?? 3;

    /// <summary>How many pixels of the image one cell of the token grid spans, in each direction.</summary>
    public int Stride => PatchSize << (ResNet?.Halvings ?? 0);

    /// <summary>Rows and columns of the token grid that an image of this size gives.</summary>
    public int GridAt(int resolution) => (ResNet?.OutputSize(resolution) ?? resolution) / PatchSize;
}
