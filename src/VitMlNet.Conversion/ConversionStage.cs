namespace VitMlNet;

/// <summary>The stages of <see cref="CheckpointConverter.Convert"/>, in their order.</summary>
public enum ConversionStage
{
    /// <summary>The SHA-256 of the checkpoint is computed.</summary>
    Checksum,

    /// <summary>The weights are read, transformed and written.</summary>
    Weights,
}
