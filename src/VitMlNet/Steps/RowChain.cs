using Microsoft.ML;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The row way of running a plan: a chain of ML.NET's own steps, which is also what <c>Model.Save</c> writes.</summary>
internal static class RowChain
{
    /// <summary>Builds the chain; this loads the model's weights.</summary>
    /// <exception cref="VitModelException">ONNX Runtime cannot load the model.</exception>
    public static StepChain Create(TransformsCatalog catalog, ScoringPlan plan, InputColumns columns)
    {
        var steps = new StepList(catalog, columns);
        bool hasSizedPixels = ImageSteps.AddPixels(steps, columns.FindSource(plan.InputColumn), plan.PixelSettings);
        foreach (string output in plan.ModelOutputs)
            steps.Borrow(output);
        steps.AddModel(plan.Model, plan.Options, plan.ModelOutputs, hasSizedPixels);
        if (plan.AttentionColumn is not null)
        {
            steps.Copy(ModelTensors.Attention, ColumnNames.HeadInput);
            HeadSteps.AddAttention(steps, plan);
        }

        steps.Copy(plan.ModelOutput.Name, ColumnNames.HeadInput);
        HeadSteps.Add(steps, plan);
        return steps.Finish(plan.OutputColumns);
    }

    /// <summary>Builds a chain with the same output columns that can tell its output schema and do nothing else; no weights are loaded.</summary>
    public static StepChain CreateOutline(TransformsCatalog catalog, ScoringPlan plan, InputColumns columns)
    {
        columns.FindSource(plan.InputColumn);
        var steps = new StepList(catalog, columns);
        steps.AddOutline();
        if (plan.AttentionColumn is not null)
            HeadSteps.AddAttention(steps, plan);
        HeadSteps.Add(steps, plan);
        return steps.Finish(plan.OutputColumns);
    }
}
