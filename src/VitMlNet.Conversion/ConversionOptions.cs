namespace VitMlNet;

/// <summary>The options of <see cref="CheckpointConverter.Convert"/>.</summary>
public sealed class ConversionOptions
{
    /// <summary>The height and width of the model's input, in pixels; the position embedding is resized to it.</summary>
    /// <value>
    /// The resolution of the checkpoint's training by default: the <c>res_N</c> of its file name, or else the one that its position
    /// embedding implies.
    /// </value>
    public int? Resolution { get; init; }

    /// <summary>
    /// A text file with one class name a line, in the order of the logits; a line can also be an id, a tab, and the name.
    /// </summary>
    /// <value>The ILSVRC-2012 names by default if the checkpoint has 1000 classes, and no names otherwise.</value>
    public string? LabelsPath { get; init; }

    /// <summary>The precision of the encoder's weights and matrix products.</summary>
    /// <value><see cref="VitPrecision.Fp32"/> by default, which keeps the numerics of the checkpoint.</value>
    public VitPrecision Precision { get; init; } = VitPrecision.Fp32;

    /// <summary>Whose constants the network is computed with.</summary>
    /// <value>
    /// <see langword="null"/> by default: those of the original JAX code for Google's formats and for releases of Google's that are known by
    /// their configuration, and the library's otherwise (<see cref="CheckpointInfo.NumericsReason"/>).
    /// </value>
    public VitNumerics? Numerics { get; init; }

    /// <summary>Whether the model has the output <c>tokens</c> [batch, tokens, hidden]: all tokens after <c>encoder_norm</c>.</summary>
    /// <value><see langword="false"/> by default, so that the last block is computed for the class token only.</value>
    public bool IncludeTokens { get; init; }

    /// <summary>
    /// Whether the model has the output <c>attention</c> [batch, rows, columns]: the attention rollout from the class token to the patches.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool IncludeAttention { get; init; }

    /// <summary>
    /// The largest total size of the weights, in bytes, that is embedded in the model file, where ML.NET pipelines can save it; larger
    /// weights go to <c>&lt;name&gt;.onnx.data</c> beside the model file.
    /// </summary>
    /// <value>256 MiB by default.</value>
    public long EmbeddedWeightsLimit { get; init; } = 256L << 20;
}
