namespace VitMlNet;

/// <summary>The error of an image that is absent, empty, damaged, too large, or not an image.</summary>
public sealed class VitImageException : VitException
{
    /// <summary>Makes an error about an image.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="source">The image's path, or words for where it came from (<c>the image of row 3</c>).</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitImageException(string message, string source, Exception? innerException = null)
        : base($"{source}: {message}", innerException) => ImageSource = source;

    /// <summary>The image's path, or words for where it came from.</summary>
    public string ImageSource { get; }

    /// <summary>What kind of error it is; <see cref="VitImageErrorReason.Unreadable"/> by default.</summary>
    public VitImageErrorReason Reason { get; init; }
}
