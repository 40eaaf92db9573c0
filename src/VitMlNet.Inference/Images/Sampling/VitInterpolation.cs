namespace VitMlNet;

/// <summary>How the pixels of a resized picture are computed from those of the original.</summary>
public enum VitInterpolation
{
    /// <summary>Linear in both directions, with half-pixel centres.</summary>
    Bilinear,

    /// <summary>Cubic in both directions (Keys' kernel with a = -0.5), with half-pixel centres.</summary>
    Bicubic,

    /// <summary>
    /// The nearest pixel, as ML.NET's <c>ResizeImages</c> takes it with <c>ResizingKind.Fill</c>; for <see cref="VitPreprocessing.MlNet"/>
    /// and <see cref="VitHeatMapOptions.Interpolation"/> only.
    /// </summary>
    Nearest,

    /// <summary>Lanczos' windowed sine over three pixels each way; with antialiasing only.</summary>
    Lanczos,

    /// <summary>The average of the pixels that each pixel covers; with antialiasing only.</summary>
    Box,

    /// <summary>Hamming's windowed sine over one pixel each way; with antialiasing only.</summary>
    Hamming,

    /// <summary>The pixel in which the centre of the new pixel lies, as in Pillow (<c>NEAREST</c>) and torchvision (<c>nearest-exact</c>).</summary>
    NearestExact,
}
