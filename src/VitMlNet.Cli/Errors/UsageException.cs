namespace VitMlNet.Cli;

/// <summary>A wrong request that the parser of the command line cannot see; the message says what to do instead.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : VitException(message, innerException);
