namespace VitMlNet.Conversion;

/// <summary>The precision of a model's weights.</summary>
public enum VitPrecision
{
    /// <summary>32-bit floating point, as in the checkpoint.</summary>
    Fp32,

    /// <summary>
    /// 8-bit whole numbers in the encoder's products, with a scale for each output; the activations are quantized as they come,
    /// a tensor at a time. The encoder takes a quarter of the memory and is about twice as fast; the scores change a little.
    /// </summary>
    Int8,
}
