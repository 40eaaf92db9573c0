namespace VitMlNet;

/// <summary>The progress of <see cref="CheckpointConverter.Convert"/>.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="Done">The number of bytes processed in this stage.</param>
/// <param name="Total">The number of bytes of this stage.</param>
public readonly record struct ConversionProgress(ConversionStage Stage, long Done, long Total);
