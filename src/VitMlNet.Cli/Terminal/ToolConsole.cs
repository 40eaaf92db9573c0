using System.Text;
using Spectre.Console;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>The tool's two streams: results on standard output, everything else on standard error.</summary>
internal sealed class ToolConsole
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>With the stage, the rate and the time left, this keeps a line within 80 columns.</summary>
    private const int BarWidth = 30;

    private readonly Lazy<IAnsiConsole> results = new(() => Ansi(Console.Out));
    private readonly Lazy<IAnsiConsole> messages = new(() => Ansi(Console.Error));
    private bool barIsShown;

    /// <summary>Results. UTF-8 without a byte order mark when redirected; control characters are escaped on a terminal.</summary>
    public TextWriter Out { get; } = Console.IsOutputRedirected
        ? new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true }
        : new VisibleTextWriter(Console.Out);

    /// <summary>Messages; opened at once, since nothing can be opened any more when too many files are open.</summary>
    public TextWriter Error { get; } = Console.Error;

    public bool OutIsTerminal => !Console.IsOutputRedirected;

    /// <summary>Standard output with colours and tables; only for a terminal. What is written to it must be <see cref="VisibleText"/>.</summary>
    public IAnsiConsole OutTerminal => results.Value;

    /// <summary>Whether progress and <see cref="Inform"/> are left out.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Writes one line about what was done to standard error, unless it is quiet.</summary>
    public void Inform(string text)
    {
        if (!IsQuiet)
            Message(text);
    }

    /// <summary>Writes one line, which begins with the tool's name, to standard error.</summary>
    public void Message(string text)
    {
        string line = "vitmlnet: " + VisibleText.OneLine(text);
        if (barIsShown)
            messages.Value.WriteLine(line); // goes above the bar
        else
            Error.WriteLine(line);
    }

    /// <summary>Does the work, with a progress bar on standard error if that is a terminal.</summary>
    /// <param name="alone">Whether the work writes nothing else to the terminal: a bar and results would mix.</param>
    /// <param name="work">The work; it reports the stage, what is done, and the total.</param>
    /// <param name="unit">What is counted, in the plural, to show how many a second are done; <see langword="null"/> to show the time left alone.</param>
    public async Task<T> WithProgressAsync<T>(bool alone, Func<Action<string, long, long>, Task<T>> work, string? unit = null)
    {
        if (!alone || IsQuiet || Console.IsErrorRedirected)
            return await work((_, _, _) => { });

        barIsShown = true;
        try
        {
            var rate = new RateColumn(unit);
            return await messages.Value.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), rate)
                .StartAsync(context =>
                {
                    ProgressTask? task = null;
                    string? current = null;
                    return work((stage, done, total) =>
                    {
                        if (task is null || stage != current)
                        {
                            if (task is not null)
                                task.Value = task.MaxValue;
                            task = context.AddTask(Markup.Escape(stage), maxValue: Math.Max(1, total));
                            current = stage;
                        }

                        rate.Report(task, done);
                        task.Value = done;
                    });
                });
        }
        finally
        {
            barIsShown = false;
        }
    }

    private static IAnsiConsole Ansi(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
