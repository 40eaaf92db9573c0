using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>What <c>inspect --json</c> prints: one object, with all class names and all metadata.</summary>
internal static class JsonFacts
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static string Of(VitModel model) => JsonSerializer.Serialize(
        new
        {
            file = model.Path,
            kind = "model",
            selfDescribing = model.IsSelfDescribing,
            architecture = model.Architecture,
            width = model.Width,
            height = model.Height,
            layout = model.Layout.ToString(),
            preprocessing = model.Preprocessing.ToString(),
            precision = model.Precision is { } precision ? PrecisionNames.NameOf(precision) : null,
            outputs = model.Outputs,
            scoresOutput = model.ScoresOutput,
            scoresAreProbabilities = model.ScoresOutput is null ? (bool?)null : model.ScoresAreProbabilities,
            featuresOutput = model.FeaturesOutput,
            features = model.FeatureCount,
            classes = model.ClassCount,
            labels = model.Labels.Count > 0 ? model.Labels : null,
            parameters = model.ParameterCount,
            trainedOn = TrainedImages.Read(model)?.Count,
            kernels = model.KernelOperators,
            weights = model.WeightsPath,
            bytes = new FileInfo(model.Path).Length + (model.WeightsPath is { } weights ? new FileInfo(weights).Length : 0),
            metadata = model.Metadata
                .Where(entry => entry.Key is not (ModelMetadata.Labels or ModelMetadata.LabelIds or ModelMetadata.TrainedOn)).ToDictionary(),
        },
        Options);

    public static string Of(CheckpointInfo checkpoint) => JsonSerializer.Serialize(
        new
        {
            file = checkpoint.Path,
            kind = checkpoint.Format,
            architecture = checkpoint.Architecture,
            width = checkpoint.Resolution,
            height = checkpoint.Resolution,
            resNetStages = checkpoint.ResNetStages,
            patch = checkpoint.PatchSize,
            tokens = checkpoint.TokenCount,
            blocks = checkpoint.Depth,
            heads = checkpoint.HeadCount,
            mlp = checkpoint.MlpSize,
            features = checkpoint.HiddenSize,
            preLogits = checkpoint.HasPreLogits,
            classes = checkpoint.ClassCount,
            labels = checkpoint.ClassNames,
            parameters = checkpoint.ParameterCount,
            tensors = checkpoint.TensorCount,
            tensorNames = checkpoint.TensorNaming,
            numerics = checkpoint.Numerics,
            preprocessing = checkpoint.Preprocessing,
            notes = checkpoint.Notes,
        },
        Options);
}
