using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>
/// Gives scored batches in the order of the rows. While the batches that may run together are scored, one more is read and prepared, and
/// no further one, so that memory is bounded.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private const string Disposed = "The cursor was disposed of while its next rows were scored.";

    private readonly DataViewRowCursor _source;
    private readonly int _concurrency;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly RunOptions _runOptions = new();
    private readonly Queue<Pending> _ahead = new();
    private readonly Lock _moving = new();
    private RowBatch _free;
    private Task _lastRead = Task.CompletedTask;
    private bool _disposed;

    /// <param name="source">The rows; disposed with this object.</param>
    /// <param name="createBatch">Makes a batch that reads the rows.</param>
    /// <param name="concurrency">How many batches are scored at the same time, at least 1.</param>
    public BatchReader(DataViewRowCursor source, Func<RowBatch> createBatch, int concurrency)
    {
        _source = source;
        _concurrency = concurrency;
        for (int i = 0; i < concurrency; i++)
            _ahead.Enqueue(new Pending(createBatch()));
        _free = createBatch();
    }

    /// <summary>The next batch with at least one row, or <see langword="null"/> at the end. The one before it must not be used any more.</summary>
    /// <exception cref="OperationCanceledException">This object has been disposed of, by another thread meanwhile or before.</exception>
    public RowBatch? Next()
    {
        lock (_moving)
        {
            if (_disposed)
                throw new OperationCanceledException(Disposed);
            try
            {
                _ahead.Enqueue(new Pending(_free));
                foreach (Pending pending in _ahead)
                    pending.Reading ??= _lastRead = Read(pending.Batch, _lastRead);
                foreach (Pending pending in _ahead.Take(_concurrency))
                    pending.Scoring ??= Score(pending.Batch, pending.Reading!);

                Pending first = _ahead.Dequeue();
                _free = first.Batch;
                first.Scoring!.GetAwaiter().GetResult();
                _cancellation.Token.ThrowIfCancellationRequested();
                return first.Batch.Count == 0 ? null : first.Batch;
            }
            catch (Exception e) when (e is not OperationCanceledException && _cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(Disposed, e, _cancellation.Token);
            }
        }
    }

    /// <summary>Stops the reading ahead and the runs of the model under way, and waits until they have stopped. Any thread may call it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _cancellation.Cancel();
        _runOptions.Terminate = true;
        lock (_moving)
        {
            Task[] underWay = [_lastRead, .. _ahead.Select(pending => pending.Scoring).OfType<Task>()];
            try
            {
                Task.WaitAll(underWay);
            }
            catch (AggregateException)
            {
                // Whoever wanted these rows has gone, and with them the reader of these errors.
            }

            _source.Dispose();
            _runOptions.Dispose();
            _cancellation.Dispose();
        }
    }

    /// <summary>Reads a batch after the one before it, since a cursor is for one thread at a time.</summary>
    private async Task Read(RowBatch batch, Task before)
    {
        await before.ConfigureAwait(false);
        await Task.Run(() => batch.Fill(_source, _cancellation.Token)).ConfigureAwait(false);
    }

    private async Task Score(RowBatch batch, Task reading)
    {
        await reading.ConfigureAwait(false);
        await Task.Run(() => batch.Score(_runOptions)).ConfigureAwait(false);
    }

    /// <summary>A batch on its way: read, then scored.</summary>
    private sealed class Pending(RowBatch batch)
    {
        public RowBatch Batch => batch;

        public Task? Reading { get; set; }

        public Task? Scoring { get; set; }
    }
}
