namespace VitMlNet;

/// <summary>The base of the library's errors, whose messages name the file or the row, what was expected, what was found, and the remedy.</summary>
public abstract class VitException : Exception
{
    private protected VitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
