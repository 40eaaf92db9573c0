using System.Collections.Concurrent;
using System.Diagnostics;
using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>Worker processes of the tool, started again when they die, as a cluster does it.</summary>
internal sealed class Workers : IDisposable
{
    private readonly (string Name, string? Value)[] _environment;
    private readonly string[] _arguments;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process?[] _workers;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;

    public Workers(int count, string queue, int lease, (string Name, string? Value)[] environment)
    {
        _environment = environment;
        _arguments = ["job", "worker", "--queue", queue, "--lease", $"{lease}", "--threads", "1"];
        _workers = new Process?[count];
        _watch = WatchAsync();
    }

    /// <summary>What all workers wrote to standard error.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>How often a worker was started.</summary>
    public int Starts { get; private set; }

    public Process Get(int worker)
    {
        while (true)
        {
            if (_workers[worker] is { HasExited: false } running)
                return running;
            Thread.Sleep(20);
        }
    }

    /// <summary>A worker that is not watched.</summary>
    public Process StartOther(params string[] more) => StartOther([], more);

    public Process StartOther((string Name, string? Value)[] environment, params string[] more)
    {
        Process process = ToolProcess.Start([.. _environment, .. environment], [.. _arguments, .. more]);
        Read(process);
        return process;
    }

    public void Dispose()
    {
        _end.Cancel();
        _watch.Wait();
        foreach (Process? worker in _workers)
        {
            worker?.Kill(entireProcessTree: true);
            worker?.WaitForExit();
        }
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            for (int i = 0; i < _workers.Length; i++)
            {
                if (_workers[i] is { HasExited: false })
                    continue;
                Process process = StartOther();
                Starts++;
                _workers[i] = process;
            }

            await Task.Delay(100);
        }
    }

    private void Read(Process process)
    {
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();

        void Add(string? line)
        {
            if (line is not null)
                _log.Enqueue($"{process.Id}: {line}");
        }
    }
}
