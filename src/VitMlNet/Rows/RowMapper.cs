using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Scores rows one by one, as prediction engines ask for them. Any number of engines use one predictor.</summary>
internal sealed class RowMapper(DataViewSchema input, ScoringPlan plan, VitPredictor predictor) : IRowToRowMapper
{
    private readonly ScoredColumns _columns = new(plan, input);

    public DataViewSchema InputSchema => input;

    public DataViewSchema OutputSchema => _columns.Schema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>();
        foreach (DataViewSchema.Column column in dependingColumns)
            needed.Add(_columns.IsAdded(column) ? input[plan.InputColumn].Index : column.Index);
        return needed.Select(index => input[index]);
    }

    public DataViewRow GetRow(DataViewRow row, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new ScoredRow(row, _columns, _columns.Activate(activeColumns), predictor);
    }
}
