using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job</c>: very many photographs on many machines.</summary>
internal sealed class JobCommand : Command
{
    public JobCommand(ToolConsole console)
        : base("job", "Scores very many photographs on many machines, each once (docs/scale.md).")
    {
        Add(new JobPlanCommand(console));
        Add(new JobScoreCommand(console));
        Add(new JobSubmitCommand(console));
        Add(new JobWorkerCommand(console));
        Add(new JobStatusCommand(console));
        Add(new JobFinishCommand(console));
        Add(new JobScoreImagesCommand());
    }
}
