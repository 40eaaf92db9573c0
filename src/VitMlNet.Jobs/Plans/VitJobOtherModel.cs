namespace VitMlNet;

/// <summary>How a model file of another tool is understood, found once by the plan; the properties are those of <see cref="VitModelOptions"/>.</summary>
public sealed record VitJobOtherModel
{
    /// <summary>See <see cref="VitModelOptions.ScoresOutput"/>.</summary>
    public string? ScoresOutput { get; init; }

    /// <summary>See <see cref="VitModelOptions.ScoresAreProbabilities"/>.</summary>
    public bool? ScoresAreProbabilities { get; init; }

    /// <summary>See <see cref="VitModelOptions.IsMultiLabel"/>.</summary>
    public bool? IsMultiLabel { get; init; }

    /// <summary>See <see cref="VitModelOptions.FeaturesOutput"/>.</summary>
    public string? FeaturesOutput { get; init; }

    /// <summary>See <see cref="VitModelOptions.Pooling"/>.</summary>
    public VitPooling? Pooling { get; init; }

    /// <summary>See <see cref="VitModelOptions.Height"/>.</summary>
    public int? Height { get; init; }

    /// <summary>See <see cref="VitModelOptions.Width"/>.</summary>
    public int? Width { get; init; }

    /// <summary>See <see cref="VitModelOptions.Layout"/>.</summary>
    public VitPixelLayout? Layout { get; init; }
}
