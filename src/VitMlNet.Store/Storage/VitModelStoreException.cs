namespace VitMlNet;

/// <summary>
/// The exception of <see cref="VitModelStore"/>: an unknown name, a server that cannot be reached, a damaged download, a full disk.
/// </summary>
public sealed class VitModelStoreException : VitException
{
    /// <summary>Creates an exception about a model.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in full sentences.</param>
    /// <param name="modelName">The name that the caller gave.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitModelStoreException(string message, string modelName, Exception? innerException = null)
        : base($"{modelName}: {message}", innerException) => ModelName = modelName;

    /// <summary>The name that the caller gave.</summary>
    public string ModelName { get; }
}
