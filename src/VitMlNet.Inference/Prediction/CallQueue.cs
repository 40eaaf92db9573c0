namespace VitMlNet;

/// <summary>
/// Scores the photographs of concurrent callers: those that arrive while the model is running form the next batch. A call on its own is
/// scored at once; none ever waits for others to come. Thread-safe.
/// </summary>
/// <remarks>
/// Threads of its own run the model, so that callers that block the threads of the pool cannot keep it from running. They end when there
/// has been nothing to do for a while.
/// </remarks>
/// <param name="model">Scores the photographs; not disposed here.</param>
/// <param name="largestBatch">The most photographs in one run.</param>
/// <param name="concurrency">How many runs are made at the same time.</param>
/// <param name="idleTime">How long a thread waits for calls before it ends, or null for 5 seconds.</param>
internal sealed class CallQueue(LoadedModel model, int largestBatch, int concurrency, TimeSpan? idleTime = null) : IDisposable
{
    private readonly TimeSpan _idleTime = idleTime ?? TimeSpan.FromSeconds(5);

    // Monitor.Wait and Pulse need an object.
    private readonly object _gate = new();
    private readonly Queue<ScoreCall> _waiting = new();
    private int _threads;
    private int _idleThreads;
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
            else if (_threads < concurrency)
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
                run.Dispose();
        }
    }

    /// <summary>Waits for calls; null when the thread is to end.</summary>
    private CallRun? TakeRun()
    {
        lock (_gate)
        {
            while (true)
            {
                var calls = new List<ScoreCall>(largestBatch);
                while (calls.Count < largestBatch && !_disposed && _waiting.TryDequeue(out ScoreCall? call))
                {
                    if (call.IsCancelled)
                        call.Dispose();
                    else
                        calls.Add(call);
                }

                if (calls.Count > 0)
                {
                    var run = new CallRun(model, calls);
                    calls.ForEach(call => call.Run = run);
                    return run;
                }

                _idleThreads++;
                bool wasPulsed = !_disposed && Monitor.Wait(_gate, _idleTime);
                _idleThreads--;
                if (_disposed || (!wasPulsed && _waiting.Count == 0))
                {
                    _threads--;
                    Monitor.PulseAll(_gate);
                    return null;
                }
            }
        }
    }
}
