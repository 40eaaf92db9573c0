using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>A row that is scored when one of its scored columns is read, once for each position of the row below it.</summary>
internal sealed class ScoredRow : DataViewRow, IScoredRow
{
    private readonly DataViewRow _row;
    private readonly ScoredColumns _columns;
    private readonly bool[] _active;
    private readonly ModelScorer _scorer;
    private readonly ImagePreprocessor _preprocessor;
    private readonly ImageColumn? _image;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _pixels = [];
    private readonly float[] _vector = [];
    private readonly float[] _attention = [];
    private VitImageException? _error;
    private long _scoredPosition = -1;

    public ScoredRow(DataViewRow row, ScoredColumns columns, bool[] active, ModelScorer scorer, ImagePreprocessor preprocessor)
    {
        _row = row;
        _columns = columns;
        _active = active;
        _scorer = scorer;
        _preprocessor = preprocessor;
        if (!columns.NeedsScores(active))
            return;
        _image = ImageColumn.Create(scorer.Plan, row, slots: 1);
        _pixels = new float[scorer.PixelCount];
        _vector = new float[scorer.VectorLength];
        _attention = new float[scorer.AttentionLength];
    }

    public override DataViewSchema Schema => _columns.Schema;

    public override long Position => _row.Position;

    public override long Batch => _row.Batch;

    ReadOnlySpan<float> IScoredRow.Vector
    {
        get
        {
            Score();
            return _error is null ? _vector : [];
        }
    }

    ReadOnlySpan<float> IScoredRow.Attention
    {
        get
        {
            Score();
            return _error is null ? _attention : [];
        }
    }

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
        {
            _runOptions.Dispose();
            _row.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Score()
    {
        if (_scoredPosition == _row.Position)
            return;
        _error = null;
        _image!.Store(0);
        try
        {
            _image.Read(0, $"an image of the column '{_scorer.Plan.InputColumn}'", _preprocessor, _pixels);
        }
        catch (VitImageException e)
        {
            _error = e;
        }

        if (_error is null)
            _scorer.Score(_pixels, 1, _vector, _attention, _runOptions);
        _scoredPosition = _row.Position;
    }
}
