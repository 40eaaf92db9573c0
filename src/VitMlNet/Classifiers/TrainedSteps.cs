using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A trained pipeline in the parts that become a model file.</summary>
/// <param name="Images">What computes the features.</param>
/// <param name="Rest">What was trained on them.</param>
/// <param name="Schema">The columns that the rest asks for: the features, and where it wants one, a label.</param>
internal sealed record TrainedSteps(VitImageTransformer Images, ITransformer Rest, DataViewSchema Schema)
{
    public string FeaturesColumn => Images.Plan.VectorColumn;

    public int FeatureCount => Images.Model.FeatureCount;

    /// <exception cref="ArgumentException">It is no pipeline that was trained on features, or it asks for other columns.</exception>
    public static TrainedSteps Of(ITransformer pipeline, DataViewSchema? inputSchema)
    {
        (VitImageTransformer images, ITransformer rest) = TrainedPipeline.Split(pipeline);
        if (inputSchema is not null)
            new InputColumns(inputSchema).FindSource(images.Plan.InputColumn);
        if (images.Plan.IsClassification)
        {
            throw new ArgumentException(
                $"A pipeline that was trained on features is expected, and this one classifies with the network's own classes: its model "
                    + $"file is {images.Model.Path}.",
                nameof(pipeline));
        }

        var columns = new DataViewSchema.Builder();
        columns.AddColumn(images.Plan.VectorColumn, new VectorDataViewType(NumberDataViewType.Single, images.Model.FeatureCount), null);
        return new TrainedSteps(images, rest, TrainedPipeline.AddWhatIsAskedFor(columns.ToSchema(), rest));
    }

    /// <summary>The trained part as a classifier.</summary>
    public TrainedHead CreateHead() => new(Rest, Schema, FeaturesColumn, FeatureCount);

    /// <summary>The names of the trained steps, for the model file: those that end in a trainer's parameters.</summary>
    public string Describe() =>
        TrainedPipeline.Flatten(Rest).OfType<ISingleFeaturePredictionTransformer<object>>().LastOrDefault()?.Model.GetType().Name.Replace("ModelParameters", "")
        ?? "trained";
}
