using Microsoft.ML;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Vision Transformers as steps of ML.NET pipelines: the extension methods of <c>mlContext.Transforms</c>.</summary>
public static partial class VitCatalog
{
    /// <summary>Classifies photographs.</summary>
    /// <remarks>
    /// Adds <paramref name="scoreColumnName"/>, a float vector of one probability for each class (softmax; they add up to 1) whose slot
    /// names are the class names, and <paramref name="predictedLabelColumnName"/>, the name (text) of the class with the highest.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="scoreColumnName">The column of probabilities to add.</param>
    /// <param name="model">A model with a classification head.</param>
    /// <param name="inputColumnName">
    /// The photographs: paths (text), encoded files (a vector of bytes), or <see cref="Microsoft.ML.Data.MLImage"/>, which is never
    /// disposed.
    /// </param>
    /// <param name="predictedLabelColumnName">The column of class names to add; <c>PredictedLabel</c> by default.</param>
    /// <param name="options">How photographs are read and the model is run, or <see langword="null"/> for the defaults; they are copied.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// The model has no classification head, or no attention that was asked for, or a column name is empty or used twice.
    /// </exception>
    public static VitImageEstimator VitClassifyImage(
        this TransformsCatalog catalog,
        string scoreColumnName,
        VitModel model,
        string inputColumnName,
        string predictedLabelColumnName = "PredictedLabel",
        VitClassificationOptions? options = null)
    {
        ScoringPlan plan = PlanClassification(
            catalog, scoreColumnName, model, inputColumnName, predictedLabelColumnName,
                (VitClassificationOptions)(options ?? new VitClassificationOptions()).Clone());
        return new VitImageEstimator(catalog, plan);
    }

    /// <summary>Computes the features of photographs, for any ML.NET trainer.</summary>
    /// <remarks>
    /// Adds <paramref name="outputColumnName"/>, a float vector of <see cref="VitModel.FeatureCount"/> values. Trainers read their data
    /// several times: set <see cref="VitPredictorOptions.Cache"/>, or append a cache checkpoint after this step.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of features to add.</param>
    /// <param name="model">A model, with or without a classification head.</param>
    /// <param name="inputColumnName">
    /// The photographs: paths (text), encoded files (a vector of bytes), or <see cref="Microsoft.ML.Data.MLImage"/>, which is never
    /// disposed.
    /// </param>
    /// <param name="options">How photographs are read and the model is run, or <see langword="null"/> for the defaults; they are copied.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no features, or no attention that was asked for, or a column name is empty or used twice.</exception>
    public static VitImageEstimator VitFeaturizeImage(
        this TransformsCatalog catalog, string outputColumnName, VitModel model, string inputColumnName, VitScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        if (model.FeatureCount == 0)
        {
            throw new ArgumentException(
                $"A model with features is expected, and of the outputs of {model.Path} "
                + $"({string.Join(", ", model.Outputs)}) none is known to be that. Name one with "
                + $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.FeaturesOutput)}, or export the model again with such "
                + "an output.",
                nameof(model));
        }

        return new VitImageEstimator(catalog, CheckPlan(new ScoringPlan
        {
            Model = model,
            InputColumn = inputColumnName,
            VectorColumn = outputColumnName,
            Options = (VitScoringOptions)(options ?? new VitScoringOptions()).Clone(),
        }));
    }

    /// <summary>Maps a label column to keys in the order of a model's classes, as ML.NET's <c>Evaluate</c> needs them.</summary>
    /// <remarks>
    /// A label is a class's name, one of several names with commas between them, its WordNet id or its index; letter case, <c>_</c> and <c>-</c> make no
    /// difference. Of classes with the same name, each has a name of its own in <see cref="VitClassNames.Distinct"/>. Empty labels become missing keys.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of keys to add; it may be the input's name.</param>
    /// <param name="model">The model whose classes they are.</param>
    /// <param name="inputColumnName">The labels: texts, or keys with their texts; <see langword="null"/> for the output's name.</param>
    /// <returns>
    /// An estimator that reads the label column once. It throws a <see cref="VitDataException"/> for a label that names no class, or several.
    /// </returns>
    /// <exception cref="ArgumentException">The model has no classes, or a column name is empty.</exception>
    public static IEstimator<ITransformer> VitMapLabelToKey(
        this TransformsCatalog catalog, string outputColumnName, VitModel model, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        if (model.ClassCount is null)
            throw new ArgumentException($"A model with a classification head is expected, and {model.Path} only computes features.", nameof(model));
        return new LabelMapping(catalog, VitClassNames.Of(model), outputColumnName, inputColumnName ?? outputColumnName);
    }

    private static ScoringPlan PlanClassification(
        TransformsCatalog catalog, string scoreColumn, VitModel model, string inputColumn, string labelColumn, VitClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        if (model.ClassCount is null)
        {
            throw new ArgumentException(
                $"A model with a classification head is expected, and {model.Path} only computes features. Use "
                + $"{nameof(VitFeaturizeImage)} and append a trainer of ML.NET"
                + (model.IsSelfDescribing ? "." : $"; or name the output of the scores with {nameof(VitModelOptions)}."
                    + $"{nameof(VitModelOptions.ScoresOutput)}: {string.Join(", ", model.Outputs)}."),
                nameof(model));
        }

        return CheckPlan(new ScoringPlan
        {
            Model = model,
            InputColumn = inputColumn,
            VectorColumn = scoreColumn,
            LabelColumn = labelColumn ?? throw new ArgumentNullException(nameof(labelColumn)),
            TopCount = options.TopCount,
            TopLabelsColumn = options.TopLabelsColumnName,
            TopScoresColumn = options.TopScoresColumnName,
            Options = options,
        });
    }

    private static ScoringPlan CheckPlan(ScoringPlan plan)
    {
        CheckNames(plan.OutputColumns, plan.InputColumn);
        if (plan.AttentionColumn is not null && plan.Model.AttentionShape.Length != 2)
        {
            throw new ArgumentException(
                $"A model with the output '{ModelTensors.Attention}' is expected, since "
                + $"{nameof(VitScoringOptions.AttentionColumnName)} is '{plan.AttentionColumn}', and the outputs of "
                + $"{plan.Model.Path} are {string.Join(", ", plan.Model.Outputs.Select(name => $"'{name}'"))}. Convert the "
                + "checkpoint again with `vitmlnet convert --attention`.",
                "model");
        }

        if (plan.AttentionColumn is not null && plan.Options.Cache is not null)
            throw new ArgumentException(
                $"A {nameof(VitPredictorOptions.Cache)} is expected without "
                + $"{nameof(VitScoringOptions.AttentionColumnName)}, since it keeps features and no attention maps. Leave "
                + "one of them out.", "options");

        // Contradictory settings fail now, not when the first row is read.
        plan.Preprocessing.Validate();
        return plan;
    }

    private static void CheckNames(IEnumerable<string> outputColumns, string inputColumn)
    {
        ArgumentException.ThrowIfNullOrEmpty(inputColumn, "inputColumnName");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in outputColumns)
        {
            if (string.IsNullOrEmpty(name) || name.StartsWith(ColumnNames.Prefix, StringComparison.Ordinal) || !names.Add(name))
                throw new ArgumentException(
                    "The output columns are expected to have different names that do not begin with "
                    + $"'{ColumnNames.Prefix}', and they are "
                    + $"{string.Join(", ", outputColumns.Select(column => $"'{column}'"))}.", "outputColumnName");
        }
    }
}
