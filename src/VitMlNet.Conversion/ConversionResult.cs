namespace VitMlNet.Conversion;

/// <summary>What a conversion made.</summary>
/// <param name="ModelPath">The model file.</param>
/// <param name="WeightsPath">The file of the weights beside it, or <see langword="null"/> when they are inside the model file.</param>
/// <param name="WeightsBytes">The bytes of all weights.</param>
/// <param name="Checkpoint">The checkpoint that was converted.</param>
/// <param name="Resolution">The height and width of the model's input, in pixels.</param>
public sealed record ConversionResult(
    string ModelPath, string? WeightsPath, long WeightsBytes, CheckpointInfo Checkpoint, int Resolution);
