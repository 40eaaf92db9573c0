using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A row that is scored when one of its scored columns is read, once for each position of the row below it.</summary>
internal sealed class ScoredRow : DataViewRow, IScoredRow
{
    private readonly DataViewRow _row;
    private readonly ScoredColumns _columns;
    private readonly bool[] _active;
    private readonly VitPredictor _predictor;
    private readonly ImageColumn? _image;
    private ScoreBuffers? _results;
    private VitImageException? _error;
    private long _scoredPosition = -1;

    public ScoredRow(DataViewRow row, ScoredColumns columns, bool[] active, VitPredictor predictor)
    {
        (_row, _columns, _active, _predictor) = (row, columns, active, predictor);
        if (columns.NeedsScores(active))
            _image = ImageColumn.Create(row, columns.Plan, slots: 1);
    }

    public override DataViewSchema Schema => _columns.Schema;

    public override long Position => _row.Position;

    public override long Batch => _row.Batch;

    ReadOnlySpan<float> IScoredRow.Vector => Score() is not { } results ? [] : _columns.Plan.IsClassification ? results.Scores : results.Features;

    ReadOnlySpan<float> IScoredRow.Attention => Score() is { } results ? results.Attention : [];

    VitImageException? IScoredRow.Error
    {
        get
        {
            Score();
            return _error;
        }
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoredColumns.CheckActive(_active, column);
        return _columns.IsAdded(column)
            ? _columns.CreateGetter<TValue>(column, this)
            : _row.GetGetter<TValue>(_row.Schema[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The row's results; null when its image could not be read.</summary>
    private ScoreBuffers? Score()
    {
        if (_scoredPosition == _row.Position)
            return _results;
        (_results, _error) = (null, null);
        try
        {
            _results = _predictor.Score(_image!.Store(0), _columns.Plan.Outputs);
        }
        catch (VitImageException e)
        {
            _error = e;
        }

        _scoredPosition = _row.Position;
        return _results;
    }
}
