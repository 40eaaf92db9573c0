namespace VitMlNet;

/// <summary>The error of data that cannot be used: a folder without images, rows without labels, too few rows.</summary>
public sealed class VitDataException : VitException
{
    /// <summary>Makes an error about data.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="source">The folder or the file, or words for where the data came from (<c>row 3 of the column 'Label'</c>).</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitDataException(string message, string source, Exception? innerException = null)
        : base($"{source}: {message}", innerException) => DataSource = source;

    /// <summary>The folder or the file, or words for where the data came from.</summary>
    public string DataSource { get; }
}
