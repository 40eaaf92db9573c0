
namespace VitMlNet;

/// <summary>The steps from the model's output (<c>vit.raw</c>) to the columns that were asked for.</summary>
internal static class HeadSteps
{
    public static void Add(StepList steps, ScoringPlan plan)
    {
        int topCount = Math.Min(plan.TopCount, plan.Model.ClassCount ?? 0);
        byte[] graph = plan.IsClassification
            ? HeadGraph.Classification(plan.Model.Labels, topCount, plan.KeepsBadRows, plan.ModelOutput)
            : plan.ModelOutput.Pooling != VitPooling.None ? HeadGraph.Pool(plan.ModelOutput, plan.KeepsBadRows)
            : HeadGraph.Reshape([plan.ModelOutput.Length], plan.KeepsBadRows);
        string[] outputs = !plan.IsClassification ? [ColumnNames.Vector]
            : topCount == 0 ? [ColumnNames.Vector, ColumnNames.Label]
            : [ColumnNames.Vector, ColumnNames.Label, ColumnNames.TopLabels, ColumnNames.TopScores];
        steps.AddGraph(
            graph,
            Inputs(plan),
            outputs,
            !plan.IsClassification && plan.ModelOutput is { Pooling: not VitPooling.None, TokenCount: null }
                ? [(ColumnNames.HeadInput, Array.ConvertAll(HeadGraph.PooledShape(plan.ModelOutput), size => (int)size))] : []);
        steps.Output(ColumnNames.Vector, plan.VectorColumn);
        if (plan.LabelColumn is { } label)
        {
            LabelSteps.Add(steps, plan.Model.Labels);
            steps.Output(ColumnNames.LabelText, label);
        }

        if (topCount > 0)
        {
            steps.Output(ColumnNames.TopLabels, plan.TopLabelsColumn);
            steps.Output(ColumnNames.TopScores, plan.TopScoresColumn);
        }

        if (plan.AttentionColumn is { } attention)
            steps.Output(ColumnNames.Attention, attention);
        if (plan.KeepsBadRows)
            steps.Output(ColumnNames.Error, ColumnNames.ImageError);
    }

    /// <summary>
    /// Adds the step from the model's attention (<c>vit.raw</c>) to <c>vit.attention</c>; it comes before <see cref="Add"/>, which hands
    /// that on.
    /// </summary>
    public static void AddAttention(StepList steps, ScoringPlan plan)
    {
        steps.AddGraph(HeadGraph.Reshape(plan.Model.AttentionShape, plan.KeepsBadRows), Inputs(plan), [ColumnNames.Vector]);
        steps.Copy(ColumnNames.Vector, ColumnNames.Attention);
    }

    private static string[] Inputs(ScoringPlan plan) =>
        plan.KeepsBadRows ? [ColumnNames.HeadInput, ColumnNames.Validity] : [ColumnNames.HeadInput];
}
