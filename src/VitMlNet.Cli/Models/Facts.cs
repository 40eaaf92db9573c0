using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>What <c>inspect</c> prints, as names and values.</summary>
internal static class Facts
{
    /// <summary>What stands for a value that the file does not state.</summary>
    public const string Unknown = "unknown";

    /// <summary>The entries of the metadata that have words of their own in the list.</summary>
    private static readonly HashSet<string> Shown =
    [
        ModelMetadata.Architecture, ModelMetadata.Resolution, ModelMetadata.Preprocessing, ModelMetadata.Precision,
        ModelMetadata.Labels, ModelMetadata.LabelIds, ModelMetadata.WeightsLength, ModelMetadata.Classifier, ModelMetadata.TrainedOn,
    ];

    public static IReadOnlyList<(string Name, string Value)> Of(CheckpointInfo checkpoint) =>
    [
        ("file", checkpoint.Path),
        ("kind", checkpoint.Format),
        ("architecture", checkpoint.Architecture),
        ("resolution", $"{checkpoint.Resolution} x {checkpoint.Resolution} pixels"),
        ("ResNet stages", checkpoint.ResNetStages switch
        {
            null => "none",
            { Count: 0 } => "the stem alone",
            var stages => string.Join(", ", stages) + " residual units",
        }),
        ("patch", $"{checkpoint.PatchSize} x {checkpoint.PatchSize} {(checkpoint.ResNetStages is null ? "pixels" : "cells of the feature map")}"),
        ("tokens", Number(checkpoint.TokenCount)),
        ("encoder", $"{checkpoint.Depth} blocks, {checkpoint.HeadCount} heads, MLP of {checkpoint.MlpSize}"),
        ("features", Number(checkpoint.HiddenSize)),
        ("pre_logits", checkpoint.HasPreLogits ? "yes" : "no"),
        ("classes", checkpoint.ClassCount is { } classes ? Number(classes) : "none: a feature extractor"),
        .. checkpoint.ClassNames is { Count: > 0 } names ? [("class names", VisibleText.OneLine(Sample(names)))] : Array.Empty<(string, string)>(),
        ("parameters", $"{Number(checkpoint.ParameterCount)} in {Number(checkpoint.TensorCount)} tensors"),
        ("tensor names", checkpoint.TensorNaming),
        ("numerics", $"{checkpoint.Numerics}: {checkpoint.NumericsReason}"),
        ("preprocessing", checkpoint.Preprocessing),
        .. checkpoint.Notes.Select(note => ("note", note)),
        ("convert", $"writes one model file with the outputs {(checkpoint.ClassCount is null ? "features" : "features and logits")}"
            + $"{(checkpoint.Numerics == "jax" ? "" : "; --numerics jax would take the constants of the original code")}"),
    ];

    public static IReadOnlyList<(string Name, string Value)> Of(VitModel model)
    {
        if (!model.IsSelfDescribing)
            return OtherModelFacts.Of(model);
        List<(string Name, string Value)> facts =
        [
            ("file", model.Path),
            ("kind", "model"),
            ("architecture", model.Architecture ?? Unknown),
            ("resolution", $"{model.Width} x {model.Height} pixels"),
            ("preprocessing", model.Preprocessing.ToString()),
            ("precision", Of(model.Precision)),
            ("outputs", string.Join(", ", model.Outputs)),
            ("features", Number(model.FeatureCount)),
            ("classes", model.ClassCount is { } classes ? Number(classes) : "none: a feature extractor"),
        ];
        if (model.Metadata.TryGetValue(ModelMetadata.Classifier, out string? classifier))
        {
            string trainedOn = TrainedImages.Read(model) is { } trained ? $", trained on {Number(trained.Count)} photographs" : "";
            facts.Add(("classifier", VisibleText.OneLine(classifier) + trainedOn));
        }

        if (model.KernelOperators is { Count: > 0 } operators)
            facts.Add(("kernels", Kernels(operators.Count)));
        if (model.Labels.Count > 0)
            facts.Add(("class names", Sample(model.Labels)));
        facts.Add(("weights", model.WeightsPath is { } weights
            ? $"{weights} ({Quantity.Bytes(new FileInfo(weights).Length)})"
            : $"in the model file ({Quantity.Bytes(new FileInfo(model.Path).Length)})"));
        facts.AddRange(model.Metadata
            .Where(entry => !Shown.Contains(entry.Key))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key, Shorten(VisibleText.OneLine(entry.Value)))));
        return facts;
    }

    /// <summary>The precision as the command line spells it.</summary>
    public static string Of(VitPrecision? precision) => precision is { } known ? PrecisionNames.NameOf(known) : Unknown;

    private static string Kernels(int operators) => VitKernels.WhyUnused is { } reason
        ? $"{Number(operators)} operators, not used here ({reason}); standard operators take their place"
        : $"{Number(operators)} operators, used here with {(VitKernels.VectorBits > 0 ? $"vectors of {VitKernels.VectorBits} bits" : "no vectors")}";

    public static string Sample(IReadOnlyList<string> labels) => labels.Count <= 4
        ? string.Join(", ", labels)
        : $"{labels[0]}, {labels[1]}, {labels[2]}, …, {labels[^1]}";

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..97] + "…";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
