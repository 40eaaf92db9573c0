namespace VitMlNet;

/// <summary>The precision of a model's weights.</summary>
public enum VitPrecision
{
    /// <summary>32-bit floating point, as in the checkpoint.</summary>
    Fp32,

    /// <summary>
    /// 8-bit integers in the encoder's matrix products, with one scale for each output; activations are quantized at run time, one scale
    /// for each tensor. The encoder takes a quarter of the memory and is about twice as fast; the scores change a little.
    /// </summary>
    Int8,
}
