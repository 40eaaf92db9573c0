namespace VitMlNet.Conversion;

/// <summary>The stages of a conversion, in their order.</summary>
public enum ConversionStage
{
    /// <summary>The checkpoint's SHA-256 is computed.</summary>
    Checksum,

    /// <summary>The weights are read, changed to the graph's form, and written.</summary>
    Weights,
}
