namespace VitMlNet;

/// <summary>The base of the library's errors, whose messages name the file or the row, what was expected, what was found, and the remedy.</summary>
public abstract class VitException : Exception
{
    private protected VitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The library's own error behind another, where ML.NET has wrapped it; null when there is none.</summary>
    internal static VitException? FindBehind(Exception error)
    {
        for (Exception? cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is VitException own)
                return own;
        }

        return null;
    }
}
