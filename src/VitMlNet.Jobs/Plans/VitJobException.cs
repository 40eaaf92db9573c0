namespace VitMlNet;

/// <summary>The error of a job: its plan, its shards or its results are not what they should be.</summary>
public sealed class VitJobException : VitException
{
    /// <summary>Makes an error about a job.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="job">Where the job is, without credentials.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitJobException(string message, string job, Exception? innerException = null)
        : base($"{job}: {message}", innerException) => Job = job;

    /// <summary>Where the job is, without credentials.</summary>
    public string Job { get; }
}
