namespace VitMlNet.Cli.Scoring;

/// <summary>An image's values, or why it has none.</summary>
/// <param name="Path">The image, as it was named.</param>
/// <param name="Values">The model's output for it, or <see langword="null"/>.</param>
/// <param name="Error">Why there is none, without the path, or <see langword="null"/>.</param>
internal readonly record struct ScoredImage(string Path, float[]? Values, string? Error);
