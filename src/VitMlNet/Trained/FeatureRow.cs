using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A row whose only value is the features of a photograph; its other columns, such as the label that training needed, have none.</summary>
internal sealed class FeatureRow(DataViewSchema schema, string featuresColumn, int length) : DataViewRow
{
    private readonly float[] _features = new float[length];
    private readonly int _featuresIndex = schema[featuresColumn].Index;
    private long _position;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(ReadOnlySpan<float> features)
    {
        features.CopyTo(_features);
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != _featuresIndex)
            return static (ref TValue value) => value = default!;
        return (ValueGetter<TValue>)(Delegate)(ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => _features.CopyTo(ref value));
    }
}
