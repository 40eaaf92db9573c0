namespace VitMlNet;

/// <summary>Keeps ML.NET's own <c>Model.Save</c> from writing an archive that lacks its weights.</summary>
internal static class SavedWeights
{
    private static readonly AsyncLocal<bool> s_areSavedBeside = new();

    /// <summary>Saves with the promise that external weights are copied beside the archive.</summary>
    public static void SaveBeside(Action save)
    {
        s_areSavedBeside.Value = true;
        try
        {
            save();
        }
        finally
        {
            s_areSavedBeside.Value = false;
        }
    }

    /// <exception cref="VitModelException">Rows are to be left out, which no step of ML.NET's does.</exception>
    public static void CheckErrorHandling(ScoringPlan plan)
    {
        if (plan.SkipsBadRows && !s_areSavedBeside.Value)
        {
            throw new VitModelException(
                $"the pipeline leaves out rows whose images cannot be read ({nameof(VitImageErrorHandling)}.{nameof(VitImageErrorHandling.SkipRow)}), and what "
                + "Model.Save writes could not. Save it with mlContext.Model.SaveVit, and load it with mlContext.Model.LoadVit.",
                plan.Model.Path);
        }
    }

    /// <summary>
    /// Whether ML.NET's own components can do what a plan does: they feed float32 pixels with a batch, load no float16, and take tensors of
    /// float32 of which nothing but the batch and the number of tokens is open.
    /// </summary>
    public static bool AreEnough(ScoringPlan plan) =>
        plan.Model.Input.IsPlain && plan.ModelOutput.IsPlain && !plan.Model.HasHalfWeights
        && !plan.Model.GetOutputDimensions(plan.ModelOutput.Name).Where((size, index) => size < 0 && index > (plan.ModelOutput.IsTokens ? 1 : 0)).Any();

    /// <exception cref="VitModelException">ML.NET's own components cannot do what the plan does.</exception>
    public static void CheckForm(ScoringPlan plan)
    {
        if (AreEnough(plan))
            return;
        throw new VitModelException(
            "ML.NET's own components, which Model.Save writes, feed float32 pixels in a batch of any size or one by one, load no float16, and "
                + "take tensors of float32 and of known shape, and this model wants, has or gives others. Save the pipeline with "
                + "mlContext.Model.SaveVit, and load it with mlContext.Model.LoadVit.",
            plan.Model.Path);
    }

    /// <exception cref="VitModelException">The model has external weights, and nobody copies them.</exception>
    public static void CheckSupported(VitModel? model)
    {
        if (model?.WeightsPath is { } weights && !s_areSavedBeside.Value)
        {
            throw new VitModelException(
                $"its weights are in a file of their own, '{Path.GetFileName(weights)}', which Model.Save does not copy, "
                + "so that the saved pipeline could not be loaded. Save it with mlContext.Model.SaveVit, and load it with "
                + "mlContext.Model.LoadVit.",
                model.Path);
        }
    }
}
