using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The row way in process: what a prediction engine uses. Any number of engines share the session.</summary>
internal sealed class RowMapper(DataViewSchema input, ModelScorer scorer) : IRowToRowMapper
{
    private readonly ScoredColumns _columns = new(scorer.Plan, input);
    private readonly ImagePreprocessor _preprocessor = scorer.Plan.PixelSettings.CreatePreprocessor();

    public DataViewSchema InputSchema => input;

    public DataViewSchema OutputSchema => _columns.Schema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>();
        foreach (DataViewSchema.Column column in dependingColumns)
            needed.Add(_columns.IsAdded(column) ? input[scorer.Plan.InputColumn].Index : column.Index);
        return needed.Select(index => input[index]);
    }

    public DataViewRow GetRow(DataViewRow row, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new ScoredRow(row, _columns, _columns.Activate(activeColumns), scorer, _preprocessor);
    }
}
