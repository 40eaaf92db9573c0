namespace VitMlNet;

/// <summary>The error of a feature cache whose folder cannot be read or written.</summary>
public sealed class VitCacheException : VitException
{
    /// <summary>Makes an error about a feature cache.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="path">The cache's folder, or the file in it.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitCacheException(string message, string path, Exception? innerException = null)
        : base($"{path}: {message}", innerException) => CachePath = path;

    /// <summary>The cache's folder, or the file in it.</summary>
    public string CachePath { get; }
}
