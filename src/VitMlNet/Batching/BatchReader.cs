using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Batching;

/// <summary>
/// Gives scored batches in the order of the rows. While one batch is scored and consumed, the next is read and prepared, and no
/// further one, so that memory is bounded.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly DataViewRowCursor _source;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly RunOptions _runOptions = new();
    private RowBatch _current;
    private RowBatch _next;
    private Task? _reading;
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
    public RowBatch? Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _reading ??= Read(_next);
        _reading.GetAwaiter().GetResult();
        (_current, _next) = (_next, _current);
        if (_current.Count == 0)
            return null;
        _reading = Read(_next);
        _current.Score(_runOptions);
        return _current;
    }

    /// <summary>Stops the reading ahead, and waits until it has stopped.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _cancellation.Cancel();
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

    private Task Read(RowBatch batch) => Task.Run(() => batch.Fill(_source, _cancellation.Token));
}
