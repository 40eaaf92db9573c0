using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using VitMlNet.ModelFile;

namespace VitMlNet;

// The single steps, of which classification and featurization consist.
public static partial class VitCatalog
{
    /// <summary>
    /// Decodes image files to <see cref="MLImage"/>: upright by their EXIF orientation, on an opaque background, and never from a damaged
    /// file.
    /// </summary>
    /// <remarks>
    /// Each image is created anew for each reader of the column, who disposes it.
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.VitLoadImage("Image", "ImagePath")
    ///     .Append(ml.Transforms.ResizeImages("Image", 224, 224));
    /// </code>
    /// </example>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of images to add.</param>
    /// <param name="inputColumnName">The photographs: paths (text) or encoded files (a vector of bytes).</param>
    /// <param name="options">
    /// The limits and the background, or <see langword="null"/> for the defaults. <see cref="VitImageOptions.AllowScaledDecoding"/> has no effect here.
    /// </param>
    /// <param name="onError">
    /// What happens to a row whose image cannot be read; by default the exception ends the run. With
    /// <see cref="VitImageErrorHandling.KeepRow"/> its image is null, and a text column <c>ImageError</c> holds the message.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    public static VitStepEstimator VitLoadImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        VitImageOptions? options = null,
        VitImageErrorHandling onError = VitImageErrorHandling.Throw)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        CheckNames([outputColumnName], inputColumnName);
        var settings = new PixelSettings(
            VitPreprocessing.Google, 1, 1, (options ?? new VitImageOptions()).Clone(), inputColumnName, KeepsBadRows(onError));
        return new VitStepEstimator(catalog, new StepDefinition(
            nameof(VitLoadImage),
            WithError(new OutlineColumn(outputColumnName, new ImageDataViewType()), settings.KeepsBadRows),
            columns => CheckEncoded(columns, inputColumnName),
            steps =>
            {
                ImageSteps.AddPicture(steps, steps.Columns.FindSource(inputColumnName), settings);
                steps.Output(ColumnNames.Picture, outputColumnName);
                AddError(steps, settings.KeepsBadRows);
            }));
    }

    /// <summary>Turns photographs into a model's pixels.</summary>
    /// <remarks>
    /// Adds <paramref name="outputColumnName"/>, a float vector [<see cref="VitModel.Height"/>, <see cref="VitModel.Width"/>, 3] of red,
    /// green and blue, in [-1, 1] with the presets; [3, height, width] for a model whose <see cref="VitModel.Layout"/> has the channels first.
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.VitPreprocessImage("Pixels", model, "ImagePath")
    ///     .Append(ml.Transforms.VitScoreImage("Features", model, "Pixels"));
    /// </code>
    /// </example>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of pixels to add.</param>
    /// <param name="model">The model that the pixels are for.</param>
    /// <param name="inputColumnName">
    /// The photographs: paths (text), encoded files (a vector of bytes), or <see cref="MLImage"/>, which is never disposed.
    /// </param>
    /// <param name="preprocessing">How photographs become pixels, or <see langword="null"/> for what the model file states.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <param name="onError">
    /// What happens to a row whose image cannot be read; by default the exception ends the run. With
    /// <see cref="VitImageErrorHandling.KeepRow"/> its pixels are NaN, and a text column <c>ImageError</c> holds the message.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    public static VitStepEstimator VitPreprocessImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        VitModel model,
        string inputColumnName,
        VitPreprocessing? preprocessing = null,
        VitImageOptions? options = null,
        VitImageErrorHandling onError = VitImageErrorHandling.Throw)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        CheckNames([outputColumnName], inputColumnName);
        var settings = new PixelSettings(
            preprocessing ?? model.Preprocessing, model.Height, model.Width, (options ?? new VitImageOptions()).Clone(), inputColumnName,
                KeepsBadRows(onError))
        {
            Layout = model.Layout,
            Channels = model.Channels,
        };
        settings.CreatePreprocessor();
        long[] shape = model.Input.Shape(1, model.Height)[1..];
        var vector = new VectorDataViewType(NumberDataViewType.Single, shape.Select(side => (int)side).ToArray());
        return new VitStepEstimator(catalog, new StepDefinition(
            nameof(VitPreprocessImage),
            WithError(new OutlineColumn(outputColumnName, vector), settings.KeepsBadRows),
            columns => columns.FindSource(inputColumnName),
            steps =>
            {
                bool hasSizedPixels = ImageSteps.AddPixels(steps, steps.Columns.FindSource(inputColumnName), settings);
                steps.Copy(ColumnNames.Pixels, ColumnNames.HeadInput);
                steps.AddGraph(
                    HeadGraph.Reshape(shape, settings.KeepsBadRows),
                    settings.KeepsBadRows ? [ColumnNames.HeadInput, ColumnNames.Validity] : [ColumnNames.HeadInput],
                    [ColumnNames.Vector],
                    hasSizedPixels ? [] : [(ColumnNames.HeadInput, StepList.OpenShape(model))]);
                steps.Output(ColumnNames.Vector, outputColumnName);
                AddError(steps, settings.KeepsBadRows);
            }));
    }

    /// <summary>Runs a model on pixels with ML.NET's <c>ApplyOnnxModel</c>, one row at a time.</summary>
    /// <remarks>
    /// Adds <paramref name="outputColumnName"/>, the model's output for the row, without the batch dimension: <c>features</c> [hidden],
    /// <c>logits</c> [classes], <c>tokens</c> [tokens, hidden] or <c>attention</c> [rows, columns].
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.VitPreprocessImage("Pixels", model, "ImagePath")
    ///     .Append(ml.Transforms.VitScoreImage("Logits", model, "Pixels", "logits"));
    /// </code>
    /// </example>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputColumnName">The pixels: a float vector of <c>Height * Width * 3</c> values, as <see cref="VitPreprocessImage"/> computes them.</param>
    /// <param name="modelOutputName">Which of <see cref="VitModel.Outputs"/> to add; <c>features</c> by default.</param>
    /// <param name="session">How the model is run, on the processor or with CUDA, or <see langword="null"/> for the defaults.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no such output.</exception>
    public static VitStepEstimator VitScoreImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        VitModel model,
        string inputColumnName,
        string modelOutputName = ModelTensors.Features,
        VitSessionOptions? session = null) =>
        VitScoreImage(catalog, [new InputOutputColumnPair(outputColumnName, modelOutputName)], model, inputColumnName, session);

    /// <summary>Runs a model on pixels with ML.NET's <c>ApplyOnnxModel</c>, one row at a time, for several of its outputs in one run.</summary>
    /// <remarks>
    /// <example>
    /// <code>
    /// InputOutputColumnPair[] outputs = [new("Logits", "logits"), new("Features", "features")];
    /// var step = ml.Transforms.VitScoreImage(outputs, model, "Pixels", session: null);
    /// </code>
    /// </example>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputs">The columns to add, and for each the one of <see cref="VitModel.Outputs"/> that goes into it (as its input column).</param>
    /// <param name="model">The model.</param>
    /// <param name="inputColumnName">The pixels: a float vector of <c>Height * Width * 3</c> values, as <see cref="VitPreprocessImage"/> computes them.</param>
    /// <param name="session">How the model is run, on the processor or with CUDA, or <see langword="null"/> for the defaults.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no such output.</exception>
    public static VitStepEstimator VitScoreImage(
        this TransformsCatalog catalog, InputOutputColumnPair[] outputs, VitModel model, string inputColumnName, VitSessionOptions? session)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(model);
        CheckNames(outputs.Select(output => output.OutputColumnName), inputColumnName);
        foreach (InputOutputColumnPair output in outputs)
        {
            if (!model.Outputs.Contains(output.InputColumnName))
            {
                throw new ArgumentException(
                    $"The model's outputs are {string.Join(", ", model.Outputs.Select(name => $"'{name}'"))}, and "
                    + $"'{output.InputColumnName}' was asked for. "
                    + $"{(model.IsSelfDescribing ? "Convert the checkpoint with the option that adds it." : "Name one of them.")}",
                    nameof(outputs));
            }
        }

        VitSessionOptions options = (session ?? new VitSessionOptions()).Clone();
        return new VitStepEstimator(catalog, new StepDefinition(
            nameof(VitScoreImage),
            [.. outputs.Select(output => new OutlineColumn(
                output.OutputColumnName,
                new VectorDataViewType(NumberDataViewType.Single, model.FindOutputShape(output.InputColumnName).Select(size => (int)size).ToArray())))],
            columns => columns.CheckExists(inputColumnName),
            steps => ModelSteps.Add(steps, model, inputColumnName, outputs, options),
            model));
    }

    /// <summary>Turns logits into probabilities and the name of the most probable class.</summary>
    /// <remarks>
    /// Adds the columns that <see cref="VitClassifyImage"/> adds.
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.VitPreprocessImage("Pixels", model, "ImagePath")
    ///     .Append(ml.Transforms.VitScoreImage("Logits", model, "Pixels", "logits"))
    ///     .Append(ml.Transforms.VitPredictLabel("Score", model, "Logits"));
    /// </code>
    /// </example>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="scoreColumnName">The column of probabilities to add.</param>
    /// <param name="model">The model that computed the logits, for its class names.</param>
    /// <param name="inputColumnName">The logits: a float vector with one value for each class.</param>
    /// <param name="predictedLabelColumnName">The column of class names to add; <c>PredictedLabel</c> by default.</param>
    /// <param name="options">Whether to list the most probable classes, or <see langword="null"/> for the defaults; the rest of it is not used here.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The model has no classification head, or a column name is empty or used twice.</exception>
    public static VitStepEstimator VitPredictLabel(
        this TransformsCatalog catalog,
        string scoreColumnName,
        VitModel model,
        string inputColumnName,
        string predictedLabelColumnName = "PredictedLabel",
        VitClassificationOptions? options = null)
    {
        options ??= new VitClassificationOptions();
        var own = new VitClassificationOptions
        {
            TopCount = options.TopCount,
            TopLabelsColumnName = options.TopLabelsColumnName,
            TopScoresColumnName = options.TopScoresColumnName,
        };
        ScoringPlan plan = PlanClassification(catalog, scoreColumnName, model, inputColumnName, predictedLabelColumnName, own);
        return new VitStepEstimator(catalog, new StepDefinition(
            nameof(VitPredictLabel),
            PlanColumns.Describe(plan),
            columns => columns.CheckExists(inputColumnName),
            steps =>
            {
                steps.Copy(inputColumnName, ColumnNames.HeadInput);
                HeadSteps.Add(steps, plan);
            }));
    }

    private static bool KeepsBadRows(VitImageErrorHandling onError) => onError switch
    {
        VitImageErrorHandling.Throw => false,
        VitImageErrorHandling.KeepRow => true,
        _ => throw new ArgumentOutOfRangeException(
            nameof(onError), onError,
            $"{nameof(VitImageErrorHandling.Throw)} or {nameof(VitImageErrorHandling.KeepRow)} is expected: single steps leave no rows out."),
    };

    private static OutlineColumn[] WithError(OutlineColumn column, bool keepsBadRows) =>
        keepsBadRows ? [column, new OutlineColumn(ColumnNames.ImageError, TextDataViewType.Instance)] : [column];

    private static void AddError(StepList steps, bool keepsBadRows)
    {
        if (keepsBadRows)
            steps.Output(ColumnNames.Error, ColumnNames.ImageError);
    }

    private static void CheckEncoded(InputColumns columns, string name)
    {
        if (columns.FindSource(name) == ImageKind.Image)
            throw new ArgumentOutOfRangeException(nameof(name), name,
                $"The column '{name}' is expected to hold paths or encoded images, and holds decoded ones. Leave this step "
                + "out.");
    }
}
