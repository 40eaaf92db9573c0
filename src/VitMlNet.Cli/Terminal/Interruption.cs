using System.Runtime.InteropServices;

namespace VitMlNet.Cli;

/// <summary>Turns the first Ctrl+C, or the first request to end, into a cancellation; the second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to end: loading a model or reading from a pipe cannot be cancelled.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TimeSpan patience;
    private readonly CancellationTokenSource source = new();
    private readonly TaskCompletionSource overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] registrations;

    /// <param name="patience">How long the command may take to end.</param>
    public Interruption(TimeSpan patience)
    {
        this.patience = patience;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCodes.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCodes.Terminated)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Completes when a signal has come and the time to end is over.</summary>
    public Task Overdue => overdue.Task;

    /// <summary>What the process returns after the signal.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        if (source.IsCancellationRequested)
            return;
        ExitCode = exitCode;
        context.Cancel = true;
        _ = Task.Delay(patience).ContinueWith(_ => overdue.TrySetResult(), TaskScheduler.Default);
        source.Cancel();
    }
}
