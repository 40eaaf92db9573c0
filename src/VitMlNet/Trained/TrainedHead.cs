using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The part of a trained pipeline after the features, as the classifier of a predictor.</summary>
internal sealed class TrainedHead : ClassifierHead
{
    private const string ScoreColumn = "Score";

    private readonly Lock _gate = new();
    private readonly FeatureRow _input;
    private readonly ValueGetter<VBuffer<float>> _getScores;
    private VBuffer<float> _scores;

    /// <param name="pipeline">What follows the features.</param>
    /// <param name="schema">The columns that come into it, the features among them.</param>
    /// <param name="featuresColumn">The column of features.</param>
    /// <param name="featureCount">The number of features.</param>
    /// <exception cref="ArgumentException">It does not end in one score for each class.</exception>
    public TrainedHead(ITransformer pipeline, DataViewSchema schema, string featuresColumn, int featureCount)
    {
        DataViewSchema output = pipeline.GetOutputSchema(schema);
        if (output.GetColumnOrNull(ScoreColumn) is not { Type: VectorDataViewType { ItemType: NumberDataViewType, Size: > 0 } type } scores)
        {
            throw new ArgumentException(
                $"A pipeline that ends in a column '{ScoreColumn}' with one number for each class is expected, and its "
                + $"columns are {string.Join(", ", output.Select(column => $"'{column.Name}' ({column.Type})"))}. Train it "
                + "with a multiclass trainer.",
                nameof(pipeline));
        }

        Labels = ReadLabels(scores, type.Size);
        _input = new FeatureRow(schema, featuresColumn, featureCount);
        DataViewRow row = pipeline.GetRowToRowMapper(schema).GetRow(_input, [scores]);
        _getScores = row.GetGetter<VBuffer<float>>(row.Schema[ScoreColumn]);
    }

    public override IReadOnlyList<string> Labels { get; }

    // ML.NET's rows are for one thread. Theirs is a product of a vector with a small matrix, which takes microseconds.
    public override void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        lock (_gate)
        {
            _input.Set(features);
            _getScores(ref _scores);
            _scores.CopyTo(scores);
        }
    }

    private static string[] ReadLabels(DataViewSchema.Column scores, int count)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (!scores.HasSlotNames())
            return [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        scores.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
