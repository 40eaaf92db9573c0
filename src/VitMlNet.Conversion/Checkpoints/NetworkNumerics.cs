namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The forms of GELU.</summary>
internal enum GeluForm
{
    /// <summary>0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x³))).</summary>
    Tanh,

    /// <summary>0.5 x (1 + erf(x / sqrt(2))).</summary>
    Erf,

    /// <summary>x sigmoid(1.702 x), which is called quick GELU.</summary>
    Sigmoid,
}

/// <summary>How a position embedding is resized to another grid.</summary>
internal enum PositionResampling
{
    /// <summary>Bilinear with aligned corners (scipy.ndimage.zoom).</summary>
    BilinearAligned,

    /// <summary>Bicubic with half-pixel centres and a = -0.75, four taps, borders repeated.</summary>
    Bicubic,

    /// <summary>Bicubic with half-pixel centres and a = -0.5, the kernel widened where it shrinks, taps outside dropped.</summary>
    BicubicAntialiased,
}

/// <summary>The constants and forms that no tensor holds, and that must be those a network was trained with.</summary>
/// <param name="Name">The implementation whose they are: <c>jax</c>, <c>timm</c> or <c>transformers</c>.</param>
/// <param name="Gelu">The activation of the MLPs.</param>
/// <param name="LayerNormEpsilon">Added to the variance in every LayerNorm.</param>
/// <param name="GroupNormEpsilon">Added to the variance in every GroupNorm of a hybrid.</param>
/// <param name="StdConvAddsToDeviation">
/// Whether the weight standardization of a hybrid divides by (std + 1e-5), or else by sqrt(variance + 1e-8).
/// </param>
/// <param name="Positions">How the position embedding is resized.</param>
internal sealed record NetworkNumerics(
    string Name, GeluForm Gelu, double LayerNormEpsilon, double GroupNormEpsilon, bool StdConvAddsToDeviation, PositionResampling Positions)
{
    /// <summary>Those of the original code (google-research/vision_transformer).</summary>
    public static NetworkNumerics Jax { get; } = new("jax", GeluForm.Tanh, 1e-6, 1e-6, true, PositionResampling.BilinearAligned);
}
