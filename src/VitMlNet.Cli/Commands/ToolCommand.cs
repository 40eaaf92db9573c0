using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>A command of the tool; its help ends with examples.</summary>
internal abstract class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines, each with what it does.</summary>
    public abstract IReadOnlyList<(string Line, string Meaning)> Examples { get; }

    /// <summary>How long the command may take to end after Ctrl+C or SIGTERM.</summary>
    public virtual TimeSpan EndsWithin => Interruption.Patience;
}
