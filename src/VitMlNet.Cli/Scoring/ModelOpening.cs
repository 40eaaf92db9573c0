using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>Opens model files, without their weights, for what a command needs of them.</summary>
internal static class ModelOpening
{
    /// <param name="path">The model file, or its folder.</param>
    /// <param name="options">What was said of it.</param>
    /// <param name="say">Receives what had to be guessed.</param>
    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no classes.</exception>
    public static VitModel OpenClassifier(string path, VitModelOptions options, Action<string> say)
    {
        VitModel model = Open(path, options, say, "features");
        return model.ClassCount is not null
            ? model
            : throw new UsageException(
                $"{model.Path}: the model has no classifier, only features; use 'vitmlnet features', or a model with classes"
                + $"{(model.IsSelfDescribing ? "" : ", or name the output of the scores with --scores")}.");
    }

    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no features.</exception>
    public static VitModel OpenFeaturizer(string path, VitModelOptions options, Action<string> say)
    {
        VitModel model = Open(path, options, say, "scores", "class names");
        return model.FeatureCount > 0
            ? model
            : throw new UsageException(
                $"{model.Path}: none of its outputs ({string.Join(", ", model.Outputs)}) is known to be features; name one with "
                + "--features-output, or use 'vitmlnet classify'.");
    }

    /// <exception cref="VitModelException">The model cannot be opened.</exception>
    /// <exception cref="UsageException">The model has no attention output.</exception>
    public static VitModel OpenWithAttention(string path, VitModelOptions options, Action<string> say)
    {
        VitModel model = Open(path, options, say, "features");
        return model.AttentionRows is not null
            ? model
            : throw new UsageException(
                $"{model.Path}: the model has no attention output, which 'explain' shows; convert its checkpoint again with "
                + "'vitmlnet convert CHECKPOINT.npz --output FILE.onnx --attention', or fetch a published model with 'vitmlnet pull NAME --attention'.");
    }

    /// <summary>Opens a model, and says what had to be guessed, but for what the command does not use.</summary>
    private static VitModel Open(string path, VitModelOptions options, Action<string> say, params ReadOnlySpan<string> unused)
    {
        VitModel model = VitModel.Open(path, options);
        foreach (VitModelFact fact in model.Facts)
        {
            if (fact.Origin == VitFactOrigin.Guess && !unused.Contains(fact.Name))
                say(Guessed(model, fact));
        }

        return model;
    }

    private static string Guessed(VitModel model, VitModelFact guess) =>
        $"{model.Path}: the {guess.Name} {(guess.Name.EndsWith('s') ? "are" : "is")} a guess ({guess.Value}): {guess.Source}";

    /// <summary>The model as names and values, for reports.</summary>
    public static IReadOnlyList<(string Name, string Value)> Describe(VitModel model) =>
    [
        ("model", model.Path),
        ("architecture", model.Architecture ?? Facts.Unknown),
        ("precision", Facts.Of(model.Precision)),
        ("preprocessing", model.Preprocessing.ToString()),
    ];

    /// <summary>A saved pipeline as names and values, for reports.</summary>
    public static IReadOnlyList<(string Name, string Value)> Describe(string pipelinePath, VitPredictor predictor) =>
        [("pipeline", Path.GetFullPath(pipelinePath)), ("classes", predictor.Labels.Count.ToString(CultureInfo.InvariantCulture))];
}
