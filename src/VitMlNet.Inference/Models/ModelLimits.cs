namespace VitMlNet;

/// <summary>
/// Bounds on what a model's header may say, so that a few bytes of it cannot ask for any amount of memory: far beyond every Vision
/// Transformer, and within what a program can hold.
/// </summary>
internal static class ModelLimits
{
    /// <summary>The most pixels of a side of the input.</summary>
    public const int LargestSide = ImagePreprocessor.LargestSide;

    /// <summary>The most values that an output gives each photograph, and so the most classes.</summary>
    public const int MostValues = 1 << 24;

    /// <exception cref="VitModelException">A bound is exceeded.</exception>
    public static void Check(ModelDescription model)
    {
        if (model.Input.Height > LargestSide || model.Input.Width > LargestSide)
        {
            throw new VitModelException(
                $"an input of at most {LargestSide} x {LargestSide} pixels is expected, and this is one of {model.Input.Height} x {model.Input.Width}. Export the model with a smaller one.",
                model.Path);
        }

        foreach (ModelOutput? output in (ReadOnlySpan<ModelOutput?>)[model.Features, model.Scores])
        {
            if (output?.Length > MostValues || output?.TokenCount > MostValues)
            {
                throw new VitModelException(
                    $"at most {MostValues} values a photograph are expected in the output '{output.Name}', and the file says {Math.Max(output.Length, output.TokenCount ?? 0)}. The file is damaged, or no Vision Transformer.",
                    model.Path);
            }
        }
    }
}
