namespace VitMlNet;

/// <summary>The error of a queue that cannot be reached, or refuses.</summary>
public sealed class VitJobQueueException : VitException
{
    /// <summary>Makes an error about a queue.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="queue">The queue's address, without credentials.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitJobQueueException(string message, string queue, Exception? innerException = null)
        : base($"{queue}: {message}", innerException) => Queue = queue;

    /// <summary>The queue's address, without credentials.</summary>
    public string Queue { get; }
}
