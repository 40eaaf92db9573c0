namespace VitMlNet;

/// <summary>The result of <see cref="CheckpointConverter.Convert"/>.</summary>
public sealed class ConversionResult
{
    internal ConversionResult()
    {
    }

    /// <summary>The model file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The file of the weights beside the model file, or <see langword="null"/> if they are embedded in it.</summary>
    public required string? WeightsPath { get; init; }

    /// <summary>The size of all weights in bytes.</summary>
    public required long WeightsBytes { get; init; }

    /// <summary>The checkpoint that was converted.</summary>
    public required CheckpointInfo Checkpoint { get; init; }

    /// <summary>The height and width of the model's input, in pixels.</summary>
    public required int Resolution { get; init; }
}
