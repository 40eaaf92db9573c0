namespace VitMlNet;

/// <summary>The error of an object store that cannot be reached, refuses, or has no room.</summary>
public sealed class VitObjectStoreException : VitException
{
    /// <summary>Makes an error about a store.</summary>
    /// <param name="message">What was to be done, what happened, and the remedy, in whole sentences.</param>
    /// <param name="address">Where the store or the object is, without credentials.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitObjectStoreException(string message, string address, Exception? innerException = null)
        : base($"{address}: {message}", innerException) => Address = address;

    /// <summary>Where the store or the object is, without credentials.</summary>
    public string Address { get; }

    /// <summary>Whether the same call may succeed later: a server that is down or busy, a broken connection; false by default.</summary>
    public bool IsTransient { get; init; }
}
