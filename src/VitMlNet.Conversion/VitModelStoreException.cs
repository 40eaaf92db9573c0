namespace VitMlNet.Conversion;

/// <summary>The error of <see cref="VitModelStore"/>: a name that is not published, a server that cannot be reached, a disk without room.</summary>
/// <remarks>The message names the model, what was expected, what was found, and the remedy.</remarks>
public sealed class VitModelStoreException : VitException
{
    /// <summary>Makes an error about a model.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="modelName">The model as it was asked for.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitModelStoreException(string message, string modelName, Exception? innerException = null)
        : base($"{modelName}: {message}", innerException)
    {
        ModelName = modelName;
    }

    /// <summary>The model as it was asked for.</summary>
    public string ModelName { get; }
}
