using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Data with the scored columns added, whose cursors read ahead and score many rows in one run of the model.</summary>
/// <remarks>Lazy: nothing is read or scored before a cursor moves, and nothing is scored when no scored column is asked for.</remarks>
internal sealed class BatchedDataView(IDataView source, ScoringPlan plan, VitPredictor predictor, TransformsCatalog catalog) : IDataView
{
    private readonly ScoredColumns _columns = new(plan, source.Schema);

    public DataViewSchema Schema => _columns.Schema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => plan.SkipsBadRows ? null : source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = _columns.Activate(columnsNeeded);
        DataViewSchema.Column[] passed = [.. source.Schema.Where(column => active[column.Index])];
        if (!_columns.NeedsScores(active) && !plan.SkipsBadRows)
            return new PassingCursor(_columns, source.GetRowCursor(passed, rand));

        DataViewSchema.Column image = source.Schema[plan.InputColumn];
        ActiveModel model = predictor.Acquire();
        try
        {
            DataViewRowCursor rows = source.GetRowCursor(passed.Append(image).DistinctBy(column => column.Index), rand);
            return new BatchedCursor(_columns, active, rows, passed, model, new ScoringMessages(catalog, plan, source.GetRowCount()));
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <summary>One cursor: a batch already uses all cores, and several cursors would only compete for them.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
