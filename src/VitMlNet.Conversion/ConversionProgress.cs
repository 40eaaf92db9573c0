namespace VitMlNet.Conversion;

/// <summary>How far a conversion has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Bytes done in this stage.</param>
/// <param name="Total">Bytes of this stage in all.</param>
public readonly record struct ConversionProgress(ConversionStage Stage, long Done, long Total);
