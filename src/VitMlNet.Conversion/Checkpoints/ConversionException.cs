namespace VitMlNet;

/// <summary>
/// The exception of a conversion: a checkpoint that cannot be read, a tensor of a wrong shape, a model file that cannot be written.
/// </summary>
/// <remarks>The message names the file and the tensor, what was expected, what was found, and the remedy.</remarks>
public sealed class ConversionException : VitException
{
    /// <summary>Creates an exception about a file.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in full sentences.</param>
    /// <param name="filePath">The file that the exception is about.</param>
    /// <param name="tensorName">The tensor that the exception is about, or <see langword="null"/>.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public ConversionException(string message, string filePath, string? tensorName = null, Exception? innerException = null)
        : base(Compose(message, filePath, tensorName), innerException)
    {
        FilePath = filePath;
        TensorName = tensorName;
    }

    /// <summary>The file that the exception is about.</summary>
    public string FilePath { get; }

    /// <summary>The tensor that the exception is about, or <see langword="null"/> if it is about the whole file.</summary>
    public string? TensorName { get; }

    private static string Compose(string message, string filePath, string? tensorName) =>
        tensorName is null ? $"{filePath}: {message}" : $"{filePath}: tensor '{tensorName}': {message}";
}
