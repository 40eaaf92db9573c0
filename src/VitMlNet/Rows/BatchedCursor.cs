using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A cursor over scored rows. As every ML.NET cursor, it is for one thread; but another one may dispose of it, which stops the model.</summary>
internal sealed class BatchedCursor : DataViewRowCursor, IScoredRow
{
    private readonly ScoredColumns _columns;
    private readonly ModelScorer _scorer;
    private readonly BatchReader _reader;
    private readonly bool[] _active;
    private RowBatch? _batch;
    private int _slot = -1;
    private long _position = -1;
    private bool _disposed;

    /// <param name="columns">The columns that come out.</param>
    /// <param name="scorer">Scores the rows; disposed with the cursor.</param>
    /// <param name="active">Whether each column is asked for.</param>
    /// <param name="reader">Gives the batches; disposed with the cursor.</param>
    public BatchedCursor(ScoredColumns columns, ModelScorer scorer, bool[] active, BatchReader reader)
    {
        _columns = columns;
        _scorer = scorer;
        _active = active;
        _reader = reader;
    }

    public override DataViewSchema Schema => _columns.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    ReadOnlySpan<float> IScoredRow.Vector => Current.GetVector(_slot);

    ReadOnlySpan<float> IScoredRow.Attention => Current.GetAttention(_slot);

    VitImageException? IScoredRow.Error => Current.GetError(_slot);

    private RowBatch Current => _batch ?? throw new InvalidOperationException("The cursor is not at a row: call MoveNext first, and stop when it gives false.");

    public override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (_batch is null || ++_slot == _batch.Count)
        {
            _slot = 0;
            _batch = _reader.Next();
        }

        if (_batch is null)
        {
            _position = -1;
            Dispose();
            return false;
        }

        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = Current.GetId(_slot);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoredColumns.CheckActive(_active, column);
        if (!_columns.IsAdded(column))
        {
            int index = column.Index;
            return (ref TValue value) => Current.GetPassed<TValue>(index).Get(_slot, ref value);
        }

        return _columns.CreateGetter<TValue>(column, this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _reader.Dispose();
            _scorer.Dispose();
        }

        base.Dispose(disposing);
    }
}
