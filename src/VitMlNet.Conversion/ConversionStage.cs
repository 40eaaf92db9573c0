namespace VitMlNet;

/// <summary>The stages of <see cref="CheckpointConverter.Convert"/>, in their order.</summary>
public enum ConversionStage
{
    /// <summary>The weights of an archive are unpacked; other formats have no such stage.</summary>
    Unpacking,

    /// <summary>The SHA-256 of the checkpoint is computed.</summary>
    Checksum,

    /// <summary>The weights are read, transformed and written.</summary>
    Weights,
}
