namespace VitMlNet.Cli.Scoring;

/// <summary>An image's values, or why it has none.</summary>
/// <param name="Path">The image, as it was named.</param>
/// <param name="Values">The model's output for it, or <see langword="null"/>.</param>
/// <param name="Error">Why there is none, without the path, or <see langword="null"/>.</param>
internal readonly record struct ScoredImage(string Path, float[]? Values, string? Error)
{
    /// <summary>An image with these values, which count as an error when one of them is not a number.</summary>
    public static ScoredImage Of(string path, float[] values) => Array.TrueForAll(values, float.IsFinite)
        ? new ScoredImage(path, values, null)
        : new ScoredImage(path, null, "the model's output for it is not a number. Check the model with another image; its weights may be damaged.");

    /// <summary>An image with an error; the library's messages begin with the image, which the tool prints by itself.</summary>
    public static ScoredImage Bad(string path, string error) => new(
        path, null, path.Length > 0 && error.StartsWith(path + ": ", StringComparison.Ordinal) ? error[(path.Length + 2)..] : error);
}
