using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Some of the rows of any data, in their order. Nothing is copied: the rows are passed over as they are read.</summary>
/// <remarks>Rows are known by their places, so that the data is always read in its own order and by one cursor.</remarks>
internal sealed class SelectedRows(IDataView source, bool[] selected) : IDataView
{
    private readonly long _count = selected.LongCount(isSelected => isSelected);

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), selected);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor source, bool[] selected) : DataViewRowCursor
    {
        private int _next;
        private long _position = -1;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            while (source.MoveNext())
            {
                if (_next == selected.Length)
                    throw new VitDataException(
                        $"{selected.Length} rows are expected, as many as there were when the data was split, and there "
                        + "are more. Split it again.", "the data");
                if (!selected[_next++])
                    continue;
                _position++;
                return true;
            }

            _position = -1;
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
