namespace VitMlNet;

/// <summary>How features are made of photographs.</summary>
public sealed record VitFeaturizationOptions : VitScoringOptions
{
    /// <summary>
    /// Where features are kept, so that no photograph is scored twice; <see langword="null"/> (the default) for nowhere. It must stay
    /// open while rows are read.
    /// </summary>
    /// <remarks>For whole data views. Prediction engines and saved pipelines score their photographs without it. Not together with <see cref="VitScoringOptions.AttentionColumnName"/>.</remarks>
    public VitFeatureCache? Cache { get; init; }
}
