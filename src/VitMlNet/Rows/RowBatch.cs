using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>What belongs to the rows of a batch beside their images: their ids, and the columns that are passed on.</summary>
internal sealed class RowBatch : IBatchFiller
{
    private readonly DataViewRowCursor _source;
    private readonly ImageColumn _images;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly PassedColumn?[] _passed;

    /// <param name="source">The rows as they come.</param>
    /// <param name="passed">The input columns to pass on.</param>
    /// <param name="plan">Which column has the images, and where they are.</param>
    /// <param name="size">The largest number of rows.</param>
    public RowBatch(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> passed, ScoringPlan plan, int size)
    {
        _source = source;
        _images = ImageColumn.Create(source, plan, size);
        _idGetter = source.GetIdGetter();
        _ids = new DataViewRowId[size];
        _passed = new PassedColumn?[source.Schema.Count];
        foreach (DataViewSchema.Column column in passed)
            _passed[column.Index] = PassedColumn.Create(source, column, size);
    }

    public ValueTask FillAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < _ids.Length && !cancellationToken.IsCancellationRequested && _source.MoveNext())
        {
            int slot = batch.Count;
            _idGetter(ref _ids[slot]);
            foreach (PassedColumn? column in _passed)
                column?.Store(slot);
            batch.Add(_images.Store(slot));
        }

        return ValueTask.CompletedTask;
    }

    public DataViewRowId GetId(int slot) => _ids[slot];

    public PassedColumn<T> GetPassed<T>(int column) => (PassedColumn<T>)_passed[column]!;

    /// <summary>The rows are the cursor's, which disposes them.</summary>
    public ValueTask DisposeAsync() => default;
}
