using System.CommandLine;
using System.Reflection;

namespace VitMlNet.Cli;

/// <summary>How a machine scores shards: the options that <c>job score</c> and <c>job worker</c> share.</summary>
internal sealed class JobScorerSettings
{
    private readonly Option<string> model = JobOptions.Model();
    private readonly Option<int> batch = SharedOptions.Batch();
    private readonly Option<int?> threads = JobOptions.Threads();

    public JobScorerSettings(Command command)
    {
        command.Add(model);
        command.Add(batch);
        command.Add(threads);
    }

    /// <summary>The options; without any on the command line, shards are scored as <c>classify</c> scores many images.</summary>
    public VitJobScorerOptions Read(ParseResult parsed, ToolConsole console)
    {
        VitSessionOptions session = PredictorSettings.Session;
        session.ThreadCount = parsed.GetValue(threads);
        string? modelPath = parsed.GetValue(model) is { } named ? ModelChoice.Resolve(named, console.Inform) : null;
        return new VitJobScorerOptions
        {
            ModelPath = modelPath,
            BatchSize = parsed.GetValue(batch),
            Session = session,
            IsolationCommand = [.. ThisTool(), "job", JobScoreImagesCommand.CommandName, .. modelPath is null ? (string[])[] : ["--model", modelPath]],
            Log = console.Message,
        };
    }

    // The tool runs as its own program, or as "dotnet VitMlNet.Cli.dll".
    private static IEnumerable<string> ThisTool()
    {
        string program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [program, Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".dll")]
            : [program];
    }
}
