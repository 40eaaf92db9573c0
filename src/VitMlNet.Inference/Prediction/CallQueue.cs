namespace VitMlNet;

/// <summary>
/// Scores the photographs of concurrent callers: those that arrive while the model is running are shared out among the next runs. A
/// call on its own is scored at once, by all cores; none ever waits for others to come. Thread-safe.
/// </summary>
/// <remarks>
/// Threads of its own run the model, so that callers that block the threads of the pool cannot keep it from running. They end when there
/// has been nothing to do for a while.
/// </remarks>
/// <param name="model">Scores the photographs; not disposed here.</param>
/// <param name="largestBatch">The most photographs in one run.</param>
/// <param name="idleTime">How long a thread waits for calls before it ends, or null for 5 seconds.</param>
internal sealed class CallQueue(LoadedModel model, int largestBatch, TimeSpan? idleTime = null) : IDisposable
{
    private readonly TimeSpan _idleTime = idleTime ?? TimeSpan.FromSeconds(5);
    private readonly int _concurrency = model.BatchOptions.ConcurrentRuns;

    // Monitor.Wait and Pulse need an object.
    private readonly object _gate = new();
    private readonly Queue<ScoreCall> _waiting = new();
    private int _threads;
    private int _idleThreads;
    private int _runs;
    private bool _coresTaken;
    private bool _disposed;

    /// <summary>The number of calls that no run has taken yet.</summary>
    public int WaitingCalls
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Takes over a call whose pixels are ready, and waits for its results.</summary>
    /// <remarks>No thread of the pool is needed for it: all of them may be waiting here.</remarks>
    /// <exception cref="ObjectDisposedException">The queue has been disposed.</exception>
    public void Score(ScoreCall call, CancellationToken cancellationToken)
    {
        Enqueue(call);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Cancel(call, cancellationToken));
        call.Completion.Task.GetAwaiter().GetResult();
    }

    /// <summary>Takes over a call whose pixels are ready.</summary>
    /// <returns>A task that ends when the results are there.</returns>
    /// <exception cref="ObjectDisposedException">The queue has been disposed.</exception>
    public async Task ScoreAsync(ScoreCall call, CancellationToken cancellationToken)
    {
        Enqueue(call);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Cancel(call, cancellationToken));
        await call.Completion.Task.ConfigureAwait(false);
    }

    /// <summary>Fails the calls that wait; a run under way ends first. Called when no caller is left.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
            while (_threads > 0)
                Monitor.Wait(_gate);
            foreach (ScoreCall call in _waiting)
            {
                call.Completion.TrySetException(new ObjectDisposedException(nameof(VitPredictor)));
                call.Dispose();
            }

            _waiting.Clear();
        }
    }

    private void Enqueue(ScoreCall call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitPredictor));
            _waiting.Enqueue(call);
            if (_waiting.Count <= _idleThreads)
                Monitor.Pulse(_gate);
            else if (_threads < _concurrency)
                StartThread();
        }
    }

    private void Cancel(ScoreCall call, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            call.IsCancelled = true;
            if (call.Run is { } run && --run.Callers == 0)
                run.Stop();
        }

        call.Completion.TrySetCanceled(cancellationToken);
    }

    private void StartThread()
    {
        _threads++;
        new Thread(RunCalls) { IsBackground = true, Name = "VitMlNet predictor" }.Start();
    }

    private void RunCalls()
    {
        while (TakeRun() is { } run)
        {
            run.Execute();
            lock (_gate)
            {
                _runs--;
                if (_coresTaken)
                {
                    _coresTaken = false;
                    Monitor.PulseAll(_gate);
                }

                run.Dispose();
            }
        }
    }

    /// <summary>Waits for calls; null when the thread is to end.</summary>
    private CallRun? TakeRun()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                if (!_coresTaken && TakeCalls() is { Count: > 0 } calls)
                    return Begin(calls);

                _idleThreads++;
                bool wasPulsed = Monitor.Wait(_gate, _idleTime);
                _idleThreads--;
                if (!wasPulsed && _waiting.Count == 0)
                    break;
            }

            _threads--;
            Monitor.PulseAll(_gate);
            return null;
        }
    }

    private CallRun Begin(List<ScoreCall> calls)
    {
        // Beside other runs, all cores on one photograph would only get into their way.
        bool takesCores = model.HasBatchSession && _runs == 0 && calls.Count == 1 && _waiting.Count == 0;
        var run = new CallRun(model, calls, takesCores);
        calls.ForEach(call => call.Run = run);
        _coresTaken = takesCores;
        _runs++;
        return run;
    }

    /// <summary>The calls of the next run: so many that each run that can begin now gets its share.</summary>
    private List<ScoreCall> TakeCalls()
    {
        int free = Math.Max(1, _concurrency - _runs);
        int share = Math.Min(largestBatch, (_waiting.Count + free - 1) / free);
        var calls = new List<ScoreCall>(share);
        while (calls.Count < share && _waiting.TryDequeue(out ScoreCall? call))
        {
            if (call.IsCancelled)
                call.Dispose();
            else
                calls.Add(call);
        }

        return calls;
    }
}
