using Microsoft.ML;
using VitMlNet.ModelFile;

namespace VitMlNet;

// The single steps, of which classification and featurization are made.
public static partial class VitCatalog
{
    /// <summary>Decodes image files to <see cref="Microsoft.ML.Data.MLImage"/>: upright by their EXIF orientation, on an opaque background, and never from a damaged file.</summary>
    /// <remarks>Each image is made anew for each reader of the column, and belongs to whoever reads it.</remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of images to add.</param>
    /// <param name="inputColumnName">The photographs: paths (text) or encoded files (a vector of bytes).</param>
    /// <param name="options">
    /// How image files are read, or <see langword="null"/> for the defaults. With <see cref="VitImageErrorHandling.KeepRow"/> a bad row's
    /// image is null, and a text column <c>ImageError</c> says why. <see cref="VitImageOptions.AllowScaledDecoding"/> does nothing here.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    public static IEstimator<ITransformer> VitLoadImage(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        CheckNames([outputColumnName], inputColumnName);
        options ??= new VitImageOptions();
        bool keepsBadRows = options.OnError == VitImageErrorHandling.KeepRow;
        return new StepEstimator(catalog, (steps, columns, isOutline) =>
        {
            ImageSource source = columns.FindSource(inputColumnName);
            if (source == ImageSource.Image)
                throw new ArgumentOutOfRangeException(nameof(inputColumnName), inputColumnName, $"The column '{inputColumnName}' is expected to hold paths or encoded images, and holds decoded ones. Leave this step out.");
            if (isOutline)
                steps.AddOutline();
            else
                ImageSteps.AddPicture(steps, source, new PixelSettings(VitPreprocessing.Google, 1, 1, options, inputColumnName));
            steps.Output(ColumnNames.Picture, outputColumnName);
            if (!keepsBadRows)
                return [outputColumnName];
            steps.Output(ColumnNames.Error, ColumnNames.ImageError);
            return [outputColumnName, ColumnNames.ImageError];
        });
    }

    /// <summary>Turns photographs into a model's pixels.</summary>
    /// <remarks>Adds <paramref name="outputColumnName"/>, a float vector [<see cref="VitModel.Height"/>, <see cref="VitModel.Width"/>, 3] of red, green and blue, in [-1, 1] with the presets; [3, height, width] for a model whose <see cref="VitModel.Layout"/> has the channels first.</remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of pixels to add.</param>
    /// <param name="model">The model that the pixels are for.</param>
    /// <param name="inputColumnName">The photographs: paths (text), encoded files (a vector of bytes), or <see cref="Microsoft.ML.Data.MLImage"/>, which is never disposed.</param>
    /// <param name="preprocessing">How photographs become pixels, or <see langword="null"/> for the model's own way.</param>
    /// <param name="options">
    /// How image files are read, or <see langword="null"/> for the defaults. With <see cref="VitImageErrorHandling.KeepRow"/> a bad row's
    /// pixels are NaN, and a text column <c>ImageError</c> says why.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    public static IEstimator<ITransformer> VitPreprocessImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        VitModel model,
        string inputColumnName,
        VitPreprocessing? preprocessing = null,
        VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        CheckNames([outputColumnName], inputColumnName);
        var settings = new PixelSettings(preprocessing ?? model.Preprocessing, model.Height, model.Width, options ?? new VitImageOptions(), inputColumnName) { Layout = model.Layout };
        settings.CreatePreprocessor();
        bool keepsBadRows = settings.Options.OnError == VitImageErrorHandling.KeepRow;
        return new StepEstimator(catalog, (steps, columns, isOutline) =>
        {
            ImageSource source = columns.FindSource(inputColumnName);
            bool hasSizedPixels = false;
            if (isOutline)
            {
                steps.AddOutline();
            }
            else
            {
                hasSizedPixels = ImageSteps.AddPixels(steps, source, settings);
                steps.Copy(ColumnNames.Pixels, ColumnNames.HeadInput);
            }

            steps.AddGraph(
                HeadGraph.Reshape(model.Input.Shape(1, model.Height).AsSpan(1), keepsBadRows),
                keepsBadRows ? [ColumnNames.HeadInput, ColumnNames.Validity] : [ColumnNames.HeadInput],
                [ColumnNames.Vector],
                hasSizedPixels ? [] : [(ColumnNames.HeadInput, StepList.OpenShape(model))]);
            steps.Output(ColumnNames.Vector, outputColumnName);
            if (!keepsBadRows)
                return [outputColumnName];
            steps.Output(ColumnNames.Error, ColumnNames.ImageError);
            return [outputColumnName, ColumnNames.ImageError];
        });
    }

    /// <summary>Runs a model on pixels.</summary>
    /// <remarks>Adds <paramref name="outputColumnName"/>, the model's output for the row, without the batch dimension: <c>features</c> [hidden], <c>logits</c> [classes], <c>tokens</c> [tokens, hidden] or <c>attention</c> [rows, columns].</remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputColumnName">The pixels: a float vector of <c>Height * Width * 3</c> values, as <see cref="VitPreprocessImage"/> makes them.</param>
    /// <param name="modelOutputName">Which of <see cref="VitModel.Outputs"/> to add; <c>features</c> by default.</param>
    /// <param name="options">How the model is run, or <see langword="null"/> for the defaults.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no such output.</exception>
    public static IEstimator<ITransformer> VitScoreImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        VitModel model,
        string inputColumnName,
        string modelOutputName = ModelTensors.Features,
        VitScoringOptions? options = null) =>
        VitScoreImage(catalog, [new InputOutputColumnPair(outputColumnName, modelOutputName)], model, inputColumnName, options);

    /// <summary>Runs a model on pixels, for several of its outputs at once.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputs">The columns to add, and for each the one of <see cref="VitModel.Outputs"/> that goes into it (as its input column).</param>
    /// <param name="model">The model.</param>
    /// <param name="inputColumnName">The pixels: a float vector of <c>Height * Width * 3</c> values, as <see cref="VitPreprocessImage"/> makes them.</param>
    /// <param name="options">How the model is run, or <see langword="null"/> for the defaults.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no such output.</exception>
    public static IEstimator<ITransformer> VitScoreImage(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] outputs,
        VitModel model,
        string inputColumnName,
        VitScoringOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(model);
        CheckNames(outputs.Select(output => output.OutputColumnName), inputColumnName);
        foreach (InputOutputColumnPair output in outputs)
        {
            if (!model.Outputs.Contains(output.InputColumnName))
                throw new ArgumentException($"The model's outputs are {string.Join(", ", model.Outputs.Select(name => $"'{name}'"))}, and '{output.InputColumnName}' was asked for. {(model.IsSelfDescribing ? "Convert the checkpoint with the option that adds it." : "Name one of them.")}", nameof(outputs));
        }

        options ??= new VitScoringOptions();
        return new StepEstimator(catalog, (steps, _, isOutline) => ModelSteps.Add(steps, model, inputColumnName, outputs, options, isOutline), model);
    }

    /// <summary>Turns logits into probabilities and the name of the best class.</summary>
    /// <remarks>Adds the columns that <see cref="VitClassifyImage"/> adds.</remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="scoreColumnName">The column of probabilities to add.</param>
    /// <param name="model">The model that the logits are of, for its class names.</param>
    /// <param name="inputColumnName">The logits: a float vector with one value for each class.</param>
    /// <param name="predictedLabelColumnName">The column of class names to add; <c>PredictedLabel</c> by default.</param>
    /// <param name="options">Whether to list the best classes, or <see langword="null"/> for the defaults; nothing else in it is used here.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no classification head, or a column name is empty or used twice.</exception>
    public static IEstimator<ITransformer> VitPredictLabel(
        this TransformsCatalog catalog,
        string scoreColumnName,
        VitModel model,
        string inputColumnName,
        string predictedLabelColumnName = "PredictedLabel",
        VitClassificationOptions? options = null)
    {
        options = (options ?? new VitClassificationOptions()) with { Images = new VitImageOptions(), AttentionColumnName = null };
        ScoringPlan plan = PlanClassification(catalog, scoreColumnName, model, inputColumnName, predictedLabelColumnName, options);
        return new StepEstimator(catalog, (steps, _, _) =>
        {
            steps.Copy(inputColumnName, ColumnNames.HeadInput);
            HeadSteps.Add(steps, plan);
            return plan.OutputColumns;
        });
    }
}
