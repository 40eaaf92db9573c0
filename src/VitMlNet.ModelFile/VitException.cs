using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// The base class of all exceptions of VitMlNet. Their messages name the file, tensor or row, what was expected, what was found, and
/// the remedy. A message is one line, in which control characters, such as those of a damaged file's names, are written as numbers.
/// </summary>
public abstract class VitException : Exception
{
    private protected VitException(string message, Exception? innerException)
        : base(VisibleText.Escape(message), innerException)
    {
    }

    /// <summary>Finds the exception of VitMlNet in an exception that another library has wrapped around it.</summary>
    /// <remarks>
    /// ML.NET wraps what is thrown while it reads rows ahead, so that a photograph that cannot be read reaches the caller of <c>Fit</c> or
    /// <c>Evaluate</c> as an <see cref="InvalidOperationException"/> that does not name the photograph.
    /// </remarks>
    /// <param name="exception">The exception that was caught, or <see langword="null"/>.</param>
    /// <returns>
    /// The exception itself, or the first of its inner exceptions that comes from VitMlNet; <see langword="null"/> if there is none.
    /// </returns>
    public static VitException? Find(Exception? exception) => exception switch
    {
        null => null,
        VitException own => own,
        AggregateException several => several.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        _ => Find(exception.InnerException),
    };
}
