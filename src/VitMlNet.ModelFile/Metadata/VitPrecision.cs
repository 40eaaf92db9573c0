namespace VitMlNet;

/// <summary>The precision of a model's weights.</summary>
public enum VitPrecision
{
    /// <summary>32-bit floating point, as in the checkpoint.</summary>
    Fp32,

    /// <summary>
    /// 8-bit integers in the encoder's matrix products and the convolutions, with one scale for each output; activations are quantized
    /// at run time, one scale for each token or image. A quarter of the memory and several times as fast; the scores change a little.
    /// </summary>
    Int8,
}
