using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Batching;

/// <summary>
/// Gives scored batches in the order of the rows. While one batch is scored and consumed, the next is read and prepared, and no
/// further one, so that memory is bounded.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private const string Disposed = "The cursor was disposed of while its next rows were scored.";

    private readonly DataViewRowCursor _source;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly RunOptions _runOptions = new();
    private RowBatch _current;
    private RowBatch _next;
    private Task? _reading;
    private readonly Lock _moving = new();
    private bool _disposed;

    /// <param name="source">The rows; disposed with this object.</param>
    /// <param name="createBatch">Makes a batch that reads the rows.</param>
    public BatchReader(DataViewRowCursor source, Func<RowBatch> createBatch)
    {
        _source = source;
        _current = createBatch();
        _next = createBatch();
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
                _reading ??= Read(_next);
                _reading.GetAwaiter().GetResult();
                (_current, _next) = (_next, _current);
                _cancellation.Token.ThrowIfCancellationRequested();
                if (_current.Count == 0)
                    return null;
                _reading = Read(_next);
                _current.Score(_runOptions);
                return _current;
            }
            catch (Exception e) when (e is not OperationCanceledException && _cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(Disposed, e, _cancellation.Token);
            }
        }
    }

    /// <summary>Stops the reading ahead and a run of the model under way, and waits until they have stopped. Any thread may call it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _cancellation.Cancel();
        _runOptions.Terminate = true;
        lock (_moving)
        {
            try
            {
                _reading?.GetAwaiter().GetResult();
            }
            catch (Exception)
            {
                // Whoever wanted these rows has gone, and with them the reader of this error.
            }

            _source.Dispose();
            _runOptions.Dispose();
            _cancellation.Dispose();
        }
    }

    private Task Read(RowBatch batch) => Task.Run(() => batch.Fill(_source, _cancellation.Token));
}
