using Microsoft.ML;

namespace VitMlNet;

/// <summary>The steps from pixels in a column of the user's to the model's outputs.</summary>
internal static class ModelSteps
{
    public static void Add(StepList steps, VitModel model, string inputColumn, InputOutputColumnPair[] outputs, VitSessionOptions session)
    {
        string[] names = outputs.Select(output => output.InputColumnName).Distinct().ToArray();
        steps.Copy(inputColumn, ColumnNames.Source);
        steps.Reserve(ColumnNames.Pixels);
        steps.Copy(ColumnNames.Source, ColumnNames.Pixels);
        foreach (string name in names)
            steps.Reserve(name);
        steps.AddModel(model, session, names, steps.Columns.HasKnownSize(inputColumn));

        foreach (InputOutputColumnPair output in outputs)
        {
            steps.Copy(output.InputColumnName, ColumnNames.HeadInput);
            steps.AddGraph(HeadGraph.Reshape(model.FindOutputShape(output.InputColumnName), withValidity: false), [ColumnNames.HeadInput],
                [ColumnNames.Vector]);
            steps.Copy(ColumnNames.Vector, ColumnNames.Kept(output.OutputColumnName));
        }

        foreach (InputOutputColumnPair output in outputs)
            steps.Output(ColumnNames.Kept(output.OutputColumnName), output.OutputColumnName);
    }
}
