namespace VitMlNet;

/// <summary>The error of a model file that is absent, unreadable, or not such a model.</summary>
public sealed class VitModelException : VitException
{
    /// <summary>Makes an error about a model file.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="modelPath">The model file.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitModelException(string message, string modelPath, Exception? innerException = null)
        : base($"{modelPath}: {message}", innerException) => ModelPath = modelPath;

    /// <summary>The model file that the error is about.</summary>
    public string ModelPath { get; }
}
