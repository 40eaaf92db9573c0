using Microsoft.ML;
using VitMlNet.Labels;
using VitMlNet.ModelFile;
using VitMlNet.Persistence;

namespace VitMlNet.Scoring;

/// <summary>The row way of running a plan: a chain of ML.NET's own steps, which is also what <c>Model.Save</c> writes.</summary>
internal static class RowChain
{
    /// <summary>Builds the chain; this loads the model's weights.</summary>
    /// <exception cref="VitModelException">ONNX Runtime cannot load the model.</exception>
    public static IEstimator<ITransformer> Create(TransformsCatalog catalog, ScoringPlan plan, InputColumns columns)
    {
        var steps = new StepList(catalog, columns);
        ImageSteps.AddPixels(steps, columns.FindSource(plan.InputColumn), plan.PixelSettings);
        steps.Borrow(plan.ModelOutput);
        steps.AddModel(plan.Model, plan.Options, [plan.ModelOutput]);
        steps.Copy(plan.ModelOutput, ColumnNames.HeadInput);
        HeadSteps.Add(steps, plan);
        return steps.Finish(plan.OutputColumns);
    }

    /// <summary>Builds a chain with the same output columns that can tell its output schema and do nothing else; no weights are loaded.</summary>
    public static IEstimator<ITransformer> CreateOutline(TransformsCatalog catalog, ScoringPlan plan, InputColumns columns)
    {
        columns.FindSource(plan.InputColumn);
        var steps = new StepList(catalog, columns);
        steps.Add(
            catalog.CustomMapping<NothingRow, OutlineRow>(static (_, _) => { }, contractName: null),
            ColumnNames.HeadInput, ColumnNames.Validity, ColumnNames.Error);
        HeadSteps.Add(steps, plan);
        return steps.Finish(plan.OutputColumns);
    }
}
