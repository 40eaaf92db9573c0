using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A cursor for when no added column is asked for: the input's rows, under the schema that comes out.</summary>
internal sealed class PassingCursor(ScoredColumns columns, DataViewRowCursor source) : DataViewRowCursor
{
    public override DataViewSchema Schema => columns.Schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        !columns.IsAdded(column) && source.IsColumnActive(source.Schema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.IsAdded(column)
        ? throw new ArgumentException($"The column '{column.Name}' is not active in this cursor. Ask for it in GetRowCursor.", nameof(column))
        : source.GetGetter<TValue>(source.Schema[column.Index]);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
