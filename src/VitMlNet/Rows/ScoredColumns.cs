using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The columns that a plan adds to a schema, and the getters of their values.</summary>
internal sealed class ScoredColumns
{
    private readonly ScoringPlan _plan;
    private readonly ReadOnlyMemory<char>[] _labels;
    private readonly int _vectorLength;
    private readonly int _topCount;
    private readonly int[] _attentionShape;

    public ScoredColumns(ScoringPlan plan, DataViewSchema input)
    {
        _plan = plan;
        _labels = plan.IsClassification ? [.. plan.Model.Labels.Select(label => label.AsMemory())] : [];
        _vectorLength = plan.ModelOutput.Length;
        _topCount = Math.Min(plan.TopCount, plan.Model.ClassCount ?? 0);
        _attentionShape = plan.AttentionColumn is null ? [] : [plan.Model.AttentionRows!.Value, plan.Model.AttentionColumns!.Value];
        InputCount = input.Count;
        Schema = AddTo(input);
    }

    public ScoringPlan Plan => _plan;

    /// <summary>The input's columns, at their indexes, and the added ones behind them.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The number of the input's columns.</summary>
    public int InputCount { get; }

    public bool IsAdded(DataViewSchema.Column column) => column.Index >= InputCount;

    /// <summary>Which of the schema's columns are asked for, by their indexes.</summary>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[column.Index] = true;
        return active;
    }

    /// <summary>Whether any added column is asked for, so that images have to be scored.</summary>
    public bool NeedsScores(bool[] active) => active.AsSpan(InputCount).Contains(true);

    /// <exception cref="ArgumentException">The column was not asked for.</exception>
    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
            throw new ArgumentException($"The column '{column.Name}' is not active here. Ask for it when the cursor or the row is made.", nameof(column));
    }

    /// <summary>Makes the getter of an added column, which reads <paramref name="row"/> as it is at the time of the call.</summary>
    /// <exception cref="ArgumentException">The column holds something other than <typeparamref name="TValue"/>.</exception>
    public ValueGetter<TValue> CreateGetter<TValue>(DataViewSchema.Column column, IScoredRow row) =>
        CreateGetter(column, row) as ValueGetter<TValue>
        ?? throw new ArgumentException($"The column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.", nameof(column));

    private Delegate CreateGetter(DataViewSchema.Column column, IScoredRow row)
    {
        if (column.Name == _plan.VectorColumn)
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => GetVector(row, ref value));
        if (column.Name == _plan.LabelColumn)
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = GetLabel(row));
        if (_topCount > 0 && column.Name == _plan.TopLabelsColumn)
            return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) => GetTopLabels(row, ref value));
        if (_topCount > 0 && column.Name == _plan.TopScoresColumn)
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => GetTopScores(row, ref value));
        if (column.Name == _plan.AttentionColumn)
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => GetAttention(row, ref value));
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = row.Error?.Message.AsMemory() ?? default);
    }

    private DataViewSchema AddTo(DataViewSchema input)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(_plan.VectorColumn, new VectorDataViewType(NumberDataViewType.Single, _vectorLength), SlotNames());
        if (_plan.LabelColumn is { } label)
            builder.AddColumn(label, TextDataViewType.Instance, null);
        if (_topCount > 0)
        {
            builder.AddColumn(_plan.TopLabelsColumn, new VectorDataViewType(TextDataViewType.Instance, _topCount), null);
            builder.AddColumn(_plan.TopScoresColumn, new VectorDataViewType(NumberDataViewType.Single, _topCount), null);
        }

        if (_plan.AttentionColumn is { } attention)
            builder.AddColumn(attention, new VectorDataViewType(NumberDataViewType.Single, _attentionShape), null);
        if (_plan.KeepsBadRows)
            builder.AddColumn(ColumnNames.ImageError, TextDataViewType.Instance, null);
        return builder.ToSchema();
    }

    private DataViewSchema.Annotations? SlotNames()
    {
        if (!_plan.IsClassification)
            return null;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add<VBuffer<ReadOnlyMemory<char>>>(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, _labels.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => _labels.CopyTo(ref value));
        return annotations.ToAnnotations();
    }

    /// <summary>Whether the row has a vector; throws the row's error unless bad rows are kept.</summary>
    private bool IsScored(IScoredRow row)
    {
        if (row.Error is not { } error)
            return true;
        if (!_plan.KeepsBadRows)
            ExceptionDispatchInfo.Throw(error);
        return false;
    }

    private void GetVector(IScoredRow row, ref VBuffer<float> value) =>
        Copy(IsScored(row) ? row.Vector : [], _vectorLength, ref value);

    private void GetAttention(IScoredRow row, ref VBuffer<float> value) =>
        Copy(IsScored(row) ? row.Attention : [], _attentionShape[0] * _attentionShape[1], ref value);

    /// <summary>Copies a row's values, or NaN where it has none.</summary>
    private static void Copy(ReadOnlySpan<float> values, int length, ref VBuffer<float> target)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref target, length);
        if (values.IsEmpty)
            editor.Values.Fill(float.NaN);
        else
            values.CopyTo(editor.Values);
        target = editor.Commit();
    }

    private ReadOnlyMemory<char> GetLabel(IScoredRow row) =>
        IsScored(row) && TopScores.Find(row.Vector, 1) is [var best] ? _labels[best] : default;

    private void GetTopLabels(IScoredRow row, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        int[] places = IsScored(row) ? TopScores.Find(row.Vector, _topCount) : [];
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, _topCount);
        for (int i = 0; i < _topCount; i++)
            editor.Values[i] = i < places.Length ? _labels[places[i]] : default;
        value = editor.Commit();
    }

    private void GetTopScores(IScoredRow row, ref VBuffer<float> value)
    {
        int[] places = IsScored(row) ? TopScores.Find(row.Vector, _topCount) : [];
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, _topCount);
        for (int i = 0; i < _topCount; i++)
            editor.Values[i] = i < places.Length ? row.Vector[places[i]] : float.NaN;
        value = editor.Commit();
    }
}
