using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The columns that a plan adds.</summary>
internal static class PlanColumns
{
    /// <summary>The columns in their order, with their types.</summary>
    public static IReadOnlyList<OutlineColumn> Describe(ScoringPlan plan)
    {
        var columns = new List<OutlineColumn>
        {
            new(
                plan.VectorColumn,
                new VectorDataViewType(NumberDataViewType.Single, plan.ModelOutput.Length),
                plan.IsClassification ? plan.Model.Labels.Select(label => label.AsMemory()) : null),
        };
        int topCount = Math.Min(plan.TopCount, plan.Model.ClassCount ?? 0);
        if (plan.LabelColumn is { } label)
            columns.Add(new(label, TextDataViewType.Instance));
        if (topCount > 0)
        {
            columns.Add(new(plan.TopLabelsColumn, new VectorDataViewType(TextDataViewType.Instance, topCount)));
            columns.Add(new(plan.TopScoresColumn, new VectorDataViewType(NumberDataViewType.Single, topCount)));
        }

        if (plan.AttentionColumn is { } attention)
            columns.Add(new(attention, new VectorDataViewType(NumberDataViewType.Single, plan.Model.AttentionRows!.Value, plan.Model.AttentionColumns!.Value)));
        if (plan.KeepsBadRows)
            columns.Add(new(ColumnNames.ImageError, TextDataViewType.Instance));
        return columns;
    }
}
