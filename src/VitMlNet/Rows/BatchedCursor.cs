using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A cursor over scored rows. As every ML.NET cursor, it is for one thread; but another one may dispose it, which stops the model.</summary>
internal sealed class BatchedCursor : DataViewRowCursor, IScoredRow
{
    private readonly ScoredColumns _columns;
    private readonly bool[] _active;
    private readonly DataViewRowCursor _source;
    private readonly ActiveModel _model;
    private readonly BatchPipeline<RowBatch> _pipeline;
    private readonly ScoringMessages _messages;
    private ImageBatch? _batch;
    private RowBatch? _rows;
    private int _slot = -1;
    private long _position = -1;
    private bool _disposed;

    /// <param name="columns">The columns that come out.</param>
    /// <param name="active">Whether each column is asked for.</param>
    /// <param name="source">The rows that come in; disposed with the cursor.</param>
    /// <param name="passed">The input columns to pass on.</param>
    /// <param name="model">Scores the rows; the cursor takes over the caller's reference.</param>
    /// <param name="messages">Receives how many rows are scored, and which are left out.</param>
    public BatchedCursor(
        ScoredColumns columns, bool[] active, DataViewRowCursor source, IReadOnlyList<DataViewSchema.Column> passed, ActiveModel model,
        ScoringMessages messages)
    {
        (_columns, _active, _source, _model, _messages) = (columns, active, source, model, messages);
        ScoringPlan plan = columns.Plan;
        _pipeline = model.OpenPipeline(plan.Outputs, () => new RowBatch(source, passed, plan, model.BatchSize));
    }

    public override DataViewSchema Schema => _columns.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    ReadOnlySpan<float> IScoredRow.Vector => _columns.Plan.IsClassification ? Current.GetScores(_slot) : Current.GetFeatures(_slot);

    ReadOnlySpan<float> IScoredRow.Attention => Current.GetAttention(_slot);

    VitImageException? IScoredRow.Error => Current.GetError(_slot);

    private ImageBatch Current => _batch ?? throw NotAtRow();

    private RowBatch Rows => _rows ?? throw NotAtRow();

    public override bool MoveNext()
    {
        while (MoveToScored())
        {
            if (!_columns.Plan.SkipsBadRows || Current.GetError(_slot) is not { } error)
            {
                _position++;
                return true;
            }

            _messages.Warn($"left out: {error.Message}");
        }

        return false;
    }

    /// <summary>Goes to the next row that was scored, whether its image could be read or not.</summary>
    private bool MoveToScored()
    {
        if (_disposed)
            return false;
        if (_batch is null || ++_slot == _batch.Count)
        {
            _slot = 0;
            (_batch, _rows) = _pipeline.NextAsync().AsTask().GetAwaiter().GetResult();
            _messages.Report(_batch.Count);
        }

        if (_batch.Count == 0)
        {
            _position = -1;
            _batch = null;
            _messages.Finish();
            Dispose();
            return false;
        }

        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = Rows.GetId(_slot);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoredColumns.CheckActive(_active, column);
        if (_columns.IsAdded(column))
            return _columns.CreateGetter<TValue>(column, this);
        int index = column.Index;
        return (ref TValue value) => Rows.GetPassed<TValue>(index).Get(_slot, ref value);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !Interlocked.Exchange(ref _disposed, true))
        {
            _pipeline.Dispose();
            _source.Dispose();
            _model.Release();
        }

        base.Dispose(disposing);
    }

    private static InvalidOperationException NotAtRow() => new("The cursor is not at a row: call MoveNext first, and stop when it returns false.");
}
