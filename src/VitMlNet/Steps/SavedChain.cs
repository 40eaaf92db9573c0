using Microsoft.ML;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>What <c>Model.Save</c> writes of a plan: a chain of ML.NET's own components, from a photograph to the columns that were asked for.</summary>
internal static class SavedChain
{
    /// <summary>Writes the chain, without loading the model's weights.</summary>
    public static void Save(TransformsCatalog catalog, ScoringPlan plan, DataViewSchema inputSchema, ModelSaveContext context)
    {
        using FittedChain chain = Create(catalog, plan, new InputColumns(inputSchema)).Fit(new EmptyData(inputSchema));
        chain.Save(context);
    }

    private static StepChain Create(TransformsCatalog catalog, ScoringPlan plan, InputColumns columns)
    {
        var steps = new StepList(catalog, columns);
        var settings = new PixelSettings(plan.Preprocessing, plan.Model.Height, plan.Model.Width, plan.Options.Images, plan.InputColumn, plan.KeepsBadRows)
        {
            Layout = plan.Model.Layout,
            Folder = plan.Options.ImageFolder,
            Channels = plan.Model.Channels,
        };
        bool hasSizedPixels = ImageSteps.AddPixels(steps, columns.FindSource(plan.InputColumn), settings);
        foreach (string output in plan.ModelOutputs)
            steps.Reserve(output);
        steps.AddSavedModel(plan.Model, plan.Options.Session, plan.ModelOutputs, hasSizedPixels);
        if (plan.AttentionColumn is not null)
        {
            steps.Copy(ModelTensors.Attention, ColumnNames.HeadInput);
            HeadSteps.AddAttention(steps, plan);
        }

        steps.Copy(plan.ModelOutput.Name, ColumnNames.HeadInput);
        HeadSteps.Add(steps, plan);
        return steps.Finish(plan.OutputColumns);
    }
}
