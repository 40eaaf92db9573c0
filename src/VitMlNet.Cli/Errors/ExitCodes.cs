namespace VitMlNet.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    /// <summary>Everything was done.</summary>
    public const int Success = 0;

    /// <summary>Some images failed; each was named, and the others were scored.</summary>
    public const int SomeImagesFailed = 1;

    /// <summary>Wrong usage, or a file that cannot be opened or written.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by Ctrl+C: 128 and the number of SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by a request to end: 128 and the number of SIGTERM.</summary>
    public const int Terminated = 143;
}
