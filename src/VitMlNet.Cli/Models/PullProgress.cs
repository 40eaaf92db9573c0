using Spectre.Console;

namespace VitMlNet.Cli;

/// <summary>Shows how far <c>vitmlnet pull</c> has come: a bar on a terminal, else a few lines on standard error.</summary>
internal abstract class PullProgress : IProgress<VitDownloadProgress>, IDisposable
{
    public static PullProgress For(ToolConsole console, string name) =>
        Console.IsErrorRedirected ? new PullLines(console, name) : new PullBars(name);

    public abstract void Report(VitDownloadProgress value);

    public abstract void Dispose();

    protected static string Title(VitDownloadStage stage) => stage switch
    {
        VitDownloadStage.Waiting => "Waiting for another process",
        VitDownloadStage.Download => "Download",
        VitDownloadStage.Retry => "Waiting to try again",
        VitDownloadStage.Verification => "Verification",
        VitDownloadStage.Unpacking => "Unpacking",
        VitDownloadStage.Checksum => "Checksum",
        _ => "Weights",
    };

    /// <summary>A line when a stage begins, and one for every tenth of the download.</summary>
    private sealed class PullLines(ToolConsole console, string name) : PullProgress
    {
        private readonly Lock gate = new();
        private VitDownloadStage? current;
        private long nextTenth;

        public override void Report(VitDownloadProgress value)
        {
            lock (gate)
            {
                if (current != value.Stage)
                {
                    current = value.Stage;
                    nextTenth = value.Total is > 0 and long total ? value.Done * 10 / total + 1 : long.MaxValue;
                    console.Inform(Begin(value));
                }
                else if (value is { Stage: VitDownloadStage.Download, Total: > 0 and long all } && value.Done * 10 >= nextTenth * all)
                {
                    nextTenth = value.Done * 10 / all + 1;
                    console.Inform($"{name}: {Quantity.Bytes(value.Done)} of {Quantity.Bytes(all)}");
                }
            }
        }

        public override void Dispose()
        {
        }

        private string Begin(VitDownloadProgress value) => value.Stage switch
        {
            VitDownloadStage.Waiting => $"{name}: another process is fetching it; waiting for that to end",
            VitDownloadStage.Download => $"{name}: downloading {(value.Total is { } total ? Quantity.Bytes(total) : "the checkpoint")}"
                + (value.Done > 0 ? $", {Quantity.Bytes(value.Done)} are here already" : ""),
            VitDownloadStage.Retry => $"{name}: the connection failed at {Quantity.Bytes(value.Done)}; trying again",
            VitDownloadStage.Verification => $"{name}: checking the download",
            VitDownloadStage.Unpacking => $"{name}: unpacking",
            VitDownloadStage.Checksum => $"{name}: converting",
            _ => $"{name}: writing the model",
        };
    }

    /// <summary>A bar for each stage, with the rate and the time left.</summary>
    private sealed class PullBars : PullProgress
    {
        private readonly Lock gate = new();
        private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ProgressContext> begin = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task display;
        private ProgressTask? task;
        private VitDownloadStage? current;

        public PullBars(string name)
        {
            IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            terminal.WriteLine(name);
            display = terminal.Progress()
                .AutoClear(true)
                .Columns(
                    new TaskDescriptionColumn(),
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new DownloadedColumn { Base = FileSizeBase.Decimal },
                    new TransferSpeedColumn { Base = FileSizeBase.Decimal },
                    new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    begin.SetResult(context);
                    return end.Task;
                });
        }

        public override void Report(VitDownloadProgress value)
        {
            lock (gate)
            {
                if (end.Task.IsCompleted)
                    return;
                if (task is null || current != value.Stage)
                {
                    if (task is not null)
                        task.Value = task.MaxValue;
                    task = begin.Task.GetAwaiter().GetResult().AddTask(Title(value.Stage), autoStart: false, maxValue: Math.Max(1, value.Total ?? 0));
                    task.IsIndeterminate = value.Total is null;
                    task.Value = value.Done;
                    // Only now, since what was there before did not arrive at this rate.
                    task.StartTask();
                    current = value.Stage;
                    return;
                }

                task.Value = value.Done;
            }
        }

        public override void Dispose()
        {
            lock (gate)
                end.TrySetResult();
            display.GetAwaiter().GetResult();
        }
    }
}
