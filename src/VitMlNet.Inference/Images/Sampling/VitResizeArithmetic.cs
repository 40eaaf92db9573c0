namespace VitMlNet;

/// <summary>The arithmetic of antialiased resizing: how exact the weights are, and where results are rounded.</summary>
public enum VitResizeArithmetic
{
    /// <summary>Pillow's: two passes, each rounded to 8 bits, weights of 22 fractional bits.</summary>
    Pillow,

    /// <summary>
    /// torchvision's on 8-bit tensors, as in the fast image processors of Hugging Face: two passes, each rounded to 8 bits, weights of 16
    /// bits. Bilinear and bicubic.
    /// </summary>
    Torchvision,

    /// <summary>float32, never rounded, as torchvision resizes tensors of floats. Bilinear and bicubic.</summary>
    Unrounded,
}
