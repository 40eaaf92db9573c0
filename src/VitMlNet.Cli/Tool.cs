using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VitMlNet.Cli;

/// <summary>The command line as a whole: parsing, Ctrl+C, and what becomes of errors.</summary>
internal static class Tool
{
    // '@' begins a file name like any other character: no response files.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Print results, warnings and errors alone: no progress, and nothing about what was done.",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var console = new ToolConsole();
        Command root = CreateRoot(console);
        if (SuggestDirective.Is(args))
            return SuggestDirective.Write(root, Parsing, args, console.Out);
        ParseResult parsed = root.Parse(args, Parsing);
        if (args.Length == 0)
        {
            await root.Parse(["--help"], Parsing).InvokeAsync(new InvocationConfiguration { Output = console.Error });
            return ExitCodes.Failure;
        }

        if (parsed.Action is ParseErrorAction)
            return ReportWrongUsage(parsed, console);

        console.IsQuiet = parsed.GetValue(Quiet);
        using var interruption = new Interruption((parsed.CommandResult.Command as ToolCommand)?.EndsWithin ?? Interruption.Patience);
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            // On another thread, so that a command that waits for something that never comes does not keep the process from ending.
            Task<int> run = Task.Run(() => parsed.InvokeAsync(configuration, interruption.Token));
            if (await Task.WhenAny(run, interruption.Overdue) == run)
                return await run;
            OutputFile.DiscardAll();
            throw new OperationCanceledException(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            console.Message("stopped; no output file was changed.");
            return interruption.ExitCode;
        }
        catch (Exception exception)
        {
            console.Message(exception is IOException error && OutputFile.Describe(error) is { } text ? text : ErrorText.Describe(exception));
            if (Environment.GetEnvironmentVariable(ErrorText.DebugVariable) == "1")
                console.Error.WriteLine(exception);
            return ExitCodes.Failure;
        }
    }

    // Not a RootCommand, which would take the name of the assembly.
    private static Command CreateRoot(ToolConsole console) =>
        new("vitmlnet", "Vision Transformers for .NET: names photographs, learns classes of your own, makes features, converts checkpoints.")
        {
            new ModelsCommand(console),
            new PullCommand(console),
            new ConvertCommand(console),
            new InspectCommand(console),
            new ClassifyCommand(console),
            new FeaturesCommand(console),
            new TrainCommand(console),
            new PredictCommand(console),
            new EvaluateCommand(console),
            new ExplainCommand(console),
            new SimilarCommand(console),
            new JobCommand(console),
            new CacheCommand(console),
            new CompletionCommand(console),
            Quiet,
            new HelpOption { Action = new HelpWithExamples(new HelpAction()) },
            new VersionOption(),
        };

    private static int ReportWrongUsage(ParseResult parsed, ToolConsole console)
    {
        Command command = parsed.CommandResult.Command;
        if (command is not ToolCommand)
        {
            string commands = string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            console.Message(parsed.UnmatchedTokens is [var unknown, ..]
                ? $"'{unknown}' is no command; the commands are {commands}."
                : $"a command is expected: {commands}.");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
                console.Message(message);
        }

        console.Error.WriteLine($"Try '{FullName(command)} --help'.");
        return ExitCodes.Failure;
    }

    // "vitmlnet job plan": the names of the commands that contain it come first.
    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : command.Name;
}
