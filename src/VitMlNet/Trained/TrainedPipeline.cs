using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Takes a pipeline apart: into the step that scores photographs, and what was trained on its results.</summary>
internal static class TrainedPipeline
{
    /// <summary>The transformers of a pipeline, without the chains that hold them.</summary>
    public static IEnumerable<ITransformer> Flatten(ITransformer pipeline) =>
        pipeline is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [pipeline];

    /// <summary>Creates a predictor that gives the answers of a pipeline.</summary>
    /// <exception cref="ArgumentException">The pipeline does not begin with VitClassifyImage or VitFeaturizeImage, or is no classifier.</exception>
    public static VitPredictor CreatePredictor(ITransformer pipeline, VitPredictorOptions? options)
    {
        (VitImageTransformer images, ITransformer rest) = Split(pipeline);
        options ??= images.Plan.Options;
        if (images.Plan.IsClassification)
            return new VitPredictor(images.Model, options);
        DataViewSchema schema = AddWhatIsAskedFor(images.GetOutputSchema(images.InputSchema), rest);
        return new VitPredictor(images.Model, options, new TrainedHead(rest, schema, images.Plan.VectorColumn, images.Model.FeatureCount));
    }

    /// <summary>The step that scores photographs, and those after it.</summary>
    /// <exception cref="ArgumentException">There is no such step.</exception>
    public static (VitImageTransformer Images, ITransformer Following) Split(ITransformer pipeline)
    {
        ITransformer[] steps = [.. Flatten(pipeline)];
        int first = Array.FindIndex(steps, step => step is VitImageTransformer);
        if (first < 0)
        {
            throw new ArgumentException(
                "A pipeline with VitClassifyImage or VitFeaturizeImage is expected, and it has neither. Load saved "
                + "pipelines with mlContext.Model.LoadVit, and use ML.NET's prediction engines for others.",
                nameof(pipeline));
        }

        return ((VitImageTransformer)steps[first], new TransformerChain<ITransformer>(steps[(first + 1)..]));
    }

    /// <summary>Columns with, where the steps ask for one, an empty label beside them.</summary>
    /// <exception cref="ArgumentException">The steps ask for another column.</exception>
    public static DataViewSchema AddWhatIsAskedFor(DataViewSchema withoutLabel, ITransformer rest)
    {
        DataViewSchema[] candidates = [withoutLabel, .. AddLabels(withoutLabel)];
        Exception? last = null;
        foreach (DataViewSchema schema in candidates)
        {
            try
            {
                rest.GetOutputSchema(schema);
                return schema;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                last = e;
            }
        }

        throw new ArgumentException(
            "What follows the features is expected to need no other column than 'Label', and it does: "
            + $"{last!.Message.ReplaceLineEndings(" ")} Use ML.NET's prediction engines for this pipeline.", last);
    }

    private static IEnumerable<DataViewSchema> AddLabels(DataViewSchema schema)
    {
        foreach (DataViewType type in (DataViewType[])[TextDataViewType.Instance, NumberDataViewType.Single, NumberDataViewType.UInt32])
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(schema);
            builder.AddColumn("Label", type, null);
            yield return builder.ToSchema();
        }
    }
}
