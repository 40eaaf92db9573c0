using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>What <c>inspect</c> prints of an ONNX file of another tool: what was found and where, and what nobody has said yet.</summary>
internal static class OtherModelFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(VitModel model) =>
    [
        ("file", model.Path),
        ("kind", "ONNX model of another tool"),
        ("resolution", WithOrigin(model, "size", $"{model.Width} x {model.Height} pixels")),
        ("layout", WithOrigin(model, "layout", (model.Layout == VitPixelLayout.ChannelsFirst ? "channels first" : "channels last") + (model.Channels == 1 ? ", grey" : ""))),
        ("batch", model.TakesOnePhotograph ? "one photograph at a time" : "any number of photographs"),
        ("preprocessing", WithOrigin(model, "preprocessing", model.Preprocessing.ToString())),
        ("outputs", string.Join(", ", model.Outputs)),
        ("scores", model.ScoresOutput is { } scores
            ? WithOrigin(model, "scores", $"{scores}: {Meaning(model)}")
            : "none found; name an output with --scores if there is one"),
        ("classes", model.ClassCount?.ToString(CultureInfo.InvariantCulture) ?? "none"),
        ("class names", model.Labels.Count == 0 ? "none" : WithOrigin(model, "class names", VisibleText.OneLine(Facts.Sample(model.Labels)))),
        ("features", model.FeaturesOutput is { } features
            ? WithOrigin(model, "features", $"{features}: {model.FeatureCount.ToString(CultureInfo.InvariantCulture)} values for each photograph{Pooling(model.Pooling)}")
            : "none found; name an output with --features-output if there is one"),
        ("weights", model.WeightsPath is { } weights
            ? $"{weights} ({Quantity.Bytes(new FileInfo(weights).Length)})"
            : $"in the model file ({Quantity.Bytes(new FileInfo(model.Path).Length)})"),
    ];

    private static string WithOrigin(VitModel model, string name, string value) => model.Facts.FirstOrDefault(fact => fact.Name == name) switch
    {
        null => value,
        { Origin: VitFactOrigin.Guess } guess => $"{value}, which is a guess: {guess.Source}",
        { Origin: VitFactOrigin.Options } => $"{value} (said by an option)",
        var fact => $"{value} (from {fact.Source})",
    };

    private static string Meaning(VitModel model) => model.ScoresAreProbabilities ? "probabilities, taken as they are"
        : model.IsMultiLabel ? "logits, each of which sigmoid is applied to, since several classes may be true"
        : "logits, to which softmax is applied";

    private static string Pooling(VitPooling pooling) => pooling switch
    {
        VitPooling.FirstToken => ", the first token",
        VitPooling.TokenMean => ", the mean of the tokens",
        VitPooling.PatchMean => ", the mean of all tokens but the first",
        VitPooling.SpatialMean => ", the mean over rows and columns",
        _ => "",
    };
}
