using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>What <c>inspect</c> prints of an ONNX file of another tool: what was found, and what nobody has told yet.</summary>
internal static class OtherModelFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(VitModel model, VitModelOptions told) =>
    [
        ("file", model.Path),
        ("kind", "ONNX model of another tool"),
        ("resolution", $"{model.Width} x {model.Height} pixels"),
        ("layout", model.Layout == VitPixelLayout.ChannelsFirst ? "channels first" : "channels last"),
        ("batch", model.TakesOnePhotograph ? "one photograph at a time" : "any number of photographs"),
        ("preprocessing", told.Preprocessing is null
            ? $"{model.Preprocessing}, which is a guess: the file does not say it; tell it with --preprocessing"
            : model.Preprocessing.ToString()),
        ("outputs", string.Join(", ", model.Outputs)),
        ("scores", model.ScoresOutput is { } scores
            ? $"{scores}: {(model.ScoresAreProbabilities ? "probabilities, taken as they are" : "logits, to which softmax is applied")}"
            : "none found; name an output with --scores if there is one"),
        ("classes", model.ClassCount?.ToString(CultureInfo.InvariantCulture) ?? "none"),
        ("class names", model.Labels.Count == 0 ? "none"
            : model.Labels[0] == "0" ? "none found; tell them with --labels FILE"
            : Facts.Sample(model.Labels)),
        ("features", model.FeaturesOutput is { } features
            ? $"{features}: {model.FeatureCount.ToString(CultureInfo.InvariantCulture)} values for each photograph"
            : "none found; name an output with --features-output if there is one"),
        ("weights", model.WeightsPath is { } weights
            ? $"{weights} ({Quantity.Bytes(new FileInfo(weights).Length)})"
            : $"in the model file ({Quantity.Bytes(new FileInfo(model.Path).Length)})"),
    ];
}
