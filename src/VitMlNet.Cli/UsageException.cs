namespace VitMlNet.Cli;

/// <summary>A wrong request that the parser of the command line cannot see; its message says what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
