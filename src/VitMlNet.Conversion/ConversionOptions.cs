namespace VitMlNet.Conversion;

/// <summary>What a conversion should make of a checkpoint.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// The height and width of the input, in pixels; the position embedding is resized to it.
    /// </summary>
    /// <value>
    /// By default the resolution that the checkpoint was trained at: the <c>res_N</c> of its name, or else the one that its
    /// position embedding gives.
    /// </value>
    public int? Resolution { get; init; }

    /// <summary>
    /// A text file with one class name a line, in the order of the logits; a line may also be an id, a tab, and the name.
    /// </summary>
    /// <value>By default the ILSVRC-2012 names when the checkpoint has 1000 classes, and no names otherwise.</value>
    public string? LabelsPath { get; init; }

    /// <summary>The precision of the encoder's weights and products.</summary>
    /// <value><see cref="VitPrecision.Fp32"/> by default, which keeps the numerics of the checkpoint.</value>
    public VitPrecision Precision { get; init; } = VitPrecision.Fp32;

    /// <summary>Whether the model also gives <c>tokens</c> [batch, tokens, hidden], all tokens after <c>encoder_norm</c>.</summary>
    /// <value><see langword="false"/> by default: without it the last block is computed for the class token alone.</value>
    public bool IncludeTokens { get; init; }

    /// <summary>Whether the model also gives <c>attention</c> [batch, rows, columns], the attention rollout from the class token to the patches.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool IncludeAttention { get; init; }

    /// <summary>
    /// Weights of more bytes than this go to <c>&lt;name&gt;.onnx.data</c> beside the model file; up to this they are inside it,
    /// and an ML.NET pipeline saves them in its zip file.
    /// </summary>
    /// <value>256 MiB by default.</value>
    public long EmbeddedWeightsLimit { get; init; } = 256L << 20;
}
