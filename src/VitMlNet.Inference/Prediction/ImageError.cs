namespace VitMlNet;

/// <summary>Why an image has no result, in words that follow its path.</summary>
internal static class ImageError
{
    public const string NotFinite = "the model's output for it is not a number. Check the model with another image; its weights may be damaged.";

    /// <summary>The message without the image's name, where that is shown by itself.</summary>
    public static string WithoutSource(VitImageException error) =>
        error.Message.StartsWith(error.ImageSource + ": ", StringComparison.Ordinal) ? error.Message[(error.ImageSource.Length + 2)..] : error.Message;

    public static bool AreFinite(ReadOnlySpan<float> values) => !values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
}
