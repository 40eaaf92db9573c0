using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Provides the photographs of a batch, and keeps what belongs to them until the batch is used again.</summary>
internal interface IBatchFiller : IAsyncDisposable
{
    /// <summary>Puts the next photographs into an empty batch; none are left where it stays empty. Calls follow one another.</summary>
    ValueTask FillAsync(ImageBatch batch, CancellationToken cancellationToken);
}

/// <summary>
/// Returns scored batches in the order of the photographs. While the batches that may run together are scored, one more is read and
/// prepared, and no further one, so that memory is bounded. It is scored when a run ends, whether or not the caller has asked for the
/// next batch by then: a caller's thread may be slow to wake while the cores are busy.
/// </summary>
/// <typeparam name="TFiller">What belongs to a batch.</typeparam>
internal sealed class BatchPipeline<TFiller> : IDisposable
    where TFiller : IBatchFiller
{
    private readonly SemaphoreSlim _runs;
    private readonly CancellationTokenSource _cancellation;
    private readonly RunOptions _runOptions = new();
    private readonly Queue<Pending> _ahead = new();
    private readonly SemaphoreSlim _moving = new(1);
    private readonly CancellationTokenRegistration _registration;
    private (ImageBatch Batch, TFiller Filler) _free;
    private Task _lastRead = Task.CompletedTask;
    private bool _disposed;

    /// <param name="createBatch">Creates an empty batch.</param>
    /// <param name="createFiller">Creates what fills it; all of them read the same photographs, one after the other.</param>
    /// <param name="concurrency">How many batches are scored at the same time, at least 1.</param>
    /// <param name="cancellationToken">Stops the reading and the runs of the model.</param>
    public BatchPipeline(Func<ImageBatch> createBatch, Func<TFiller> createFiller, int concurrency, CancellationToken cancellationToken = default)
    {
        _runs = new SemaphoreSlim(concurrency);
        for (int i = 0; i < concurrency; i++)
            _ahead.Enqueue(new Pending(createBatch(), createFiller()));
        _free = (createBatch(), createFiller());
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registration = _cancellation.Token.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, _runOptions);
    }

    /// <summary>The next batch with at least one photograph, or an empty one at the end. The one before it must not be used any more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or this object has been disposed, by another thread meanwhile or before.</exception>
    public async ValueTask<(ImageBatch Batch, TFiller Filler)> NextAsync()
    {
        await _moving.WaitAsync().ConfigureAwait(false);
        try
        {
            ThrowIfStopped(null);
            _ahead.Enqueue(new Pending(_free.Batch, _free.Filler));
            foreach (Pending pending in _ahead)
            {
                pending.Reading ??= _lastRead = ReadAsync(pending, _lastRead);
                pending.Scoring ??= ScoreAsync(pending);
            }

            Pending first = _ahead.Dequeue();
            _free = (first.Batch, first.Filler);
            await first.Scoring!.ConfigureAwait(false);
            ThrowIfStopped(null);
            return _free;
        }
        catch (Exception e) when (e is not OperationCanceledException && _cancellation.IsCancellationRequested)
        {
            ThrowIfStopped(e);
            throw;
        }
        finally
        {
            _moving.Release();
        }
    }

    /// <summary>Stops the reading ahead and the runs under way, and waits until they have stopped. Any thread may call it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _cancellation.Cancel();
        _moving.Wait();
        try
        {
            Task[] underWay = [_lastRead, .. _ahead.Select(pending => pending.Scoring).OfType<Task>()];
            Task.WaitAll(underWay);
        }
        catch (AggregateException)
        {
            // Nobody waits for these photographs any more, nor for what went wrong with them.
        }
        finally
        {
            _moving.Release();
        }

        _registration.Dispose();
        _runOptions.Dispose();
        _runs.Dispose();
        _cancellation.Dispose();
    }

    private void ThrowIfStopped(Exception? cause)
    {
        if (_disposed || _cancellation.IsCancellationRequested)
            throw new OperationCanceledException("The scoring was cancelled, or its results were disposed, before it was "
                + "done.", cause, _disposed ? default : _cancellation.Token);
    }

    private async Task ReadAsync(Pending pending, Task before)
    {
        await before.ConfigureAwait(false);
        pending.Batch.Clear();
        await Task.Run(async () =>
        {
            await pending.Filler.FillAsync(pending.Batch, _cancellation.Token).ConfigureAwait(false);
            pending.Batch.Prepare(_cancellation.Token);
        }).ConfigureAwait(false);
    }

    private async Task ScoreAsync(Pending pending)
    {
        await pending.Reading!.ConfigureAwait(false);
        await _runs.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(() => pending.Batch.Score(_runOptions)).ConfigureAwait(false);
        }
        finally
        {
            _runs.Release();
        }
    }

    /// <summary>A batch on its way: read, then scored.</summary>
    private sealed class Pending(ImageBatch batch, TFiller filler)
    {
        public ImageBatch Batch => batch;

        public TFiller Filler => filler;

        public Task? Reading { get; set; }

        public Task? Scoring { get; set; }
    }
}
