namespace VitMlNet;

/// <summary>The error of an application whose library for images is of a version that does not work.</summary>
public sealed class VitImageLibraryException : VitException
{
    /// <summary>Makes an error about the library.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    public VitImageLibraryException(string message)
        : base(message, innerException: null)
    {
    }
}
