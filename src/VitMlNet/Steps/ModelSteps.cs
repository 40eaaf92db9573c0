using Microsoft.ML;

namespace VitMlNet;

/// <summary>The steps from pixels in a column of the user's to the model's outputs.</summary>
internal static class ModelSteps
{
    public static IEnumerable<string> Add(
        StepList steps, VitModel model, string inputColumn, InputOutputColumnPair[] outputs, VitScoringOptions options, bool isOutline)
    {
        string[] names = outputs.Select(output => output.InputColumnName).Distinct().ToArray();
        if (isOutline)
        {
            steps.AddOutline();
        }
        else
        {
            steps.Copy(inputColumn, ColumnNames.Source);
            steps.Borrow(ColumnNames.Pixels);
            steps.Copy(ColumnNames.Source, ColumnNames.Pixels);
            foreach (string name in names)
                steps.Borrow(name);
            steps.AddModel(model, options, names, steps.Columns.HasKnownSize(inputColumn));
        }

        foreach (InputOutputColumnPair output in outputs)
        {
            if (!isOutline)
                steps.Copy(output.InputColumnName, ColumnNames.HeadInput);
            long[] shape = model.FindOutputShape(output.InputColumnName);
            steps.AddGraph(HeadGraph.Reshape(shape, withValidity: false), [ColumnNames.HeadInput], [ColumnNames.Vector]);
            steps.Copy(ColumnNames.Vector, ColumnNames.Kept(output.OutputColumnName));
        }

        foreach (InputOutputColumnPair output in outputs)
            steps.Output(ColumnNames.Kept(output.OutputColumnName), output.OutputColumnName);
        return outputs.Select(output => output.OutputColumnName);
    }
}
