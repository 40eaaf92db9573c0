namespace VitMlNet.ModelFile;

/// <summary>
/// The keys under which a model file describes itself in the <c>metadata_props</c> of its ONNX model.
/// The converter writes them and the pipeline reads them: this file is all that the two share.
/// </summary>
internal static class ModelMetadata
{
    public const string Prefix = "vitmlnet.";

    /// <summary>The version of this set of keys, a whole number; readers refuse a higher one.</summary>
    public const string FormatVersion = Prefix + "format_version";

    /// <summary>The published name (<c>R50+L/32</c>), or a description of an unpublished size.</summary>
    public const string Architecture = Prefix + "architecture";

    /// <summary>The height and width of the input, in pixels.</summary>
    public const string Resolution = Prefix + "resolution";

    /// <summary>The preprocessing of the photographs: <c>google</c>, <c>timm</c>, <c>mlnet</c>, or a JSON object.</summary>
    public const string Preprocessing = Prefix + "preprocessing";

    /// <summary>The class names in the order of the logits, a JSON array of strings; absent when they are unknown.</summary>
    public const string Labels = Prefix + "labels";

    /// <summary>The WordNet ids of the classes in the order of the logits, a JSON array; absent when there are none.</summary>
    public const string LabelIds = Prefix + "label_ids";

    /// <summary>The precision of the weights: <c>fp32</c> or <c>int8</c>.</summary>
    public const string Precision = Prefix + "precision";

    /// <summary>Whose numerics the network has: <c>jax</c> (the original code's), <c>timm</c> or <c>transformers</c>; absent in older files, which have the original's.</summary>
    public const string Numerics = Prefix + "numerics";

    /// <summary>What the classifier was trained with, in words, where it was trained on the features; absent for the checkpoint's own.</summary>
    public const string Classifier = Prefix + "classifier";

    /// <summary>The photographs that a classifier was trained on, by their contents: see <c>TrainedImages</c>.</summary>
    public const string TrainedOn = Prefix + "trained_on";

    /// <summary>The number of values in the checkpoint's tensors.</summary>
    public const string ParameterCount = Prefix + "parameters";

    /// <summary>The checkpoint's file name, without its folder.</summary>
    public const string SourceName = Prefix + "source.name";

    /// <summary>The SHA-256 of the checkpoint file, in lower-case hexadecimal digits.</summary>
    public const string SourceSha256 = Prefix + "source.sha256";

    /// <summary>The length in bytes of the external weights file; absent when the weights are embedded.</summary>
    public const string WeightsLength = Prefix + "weights.length";

    public const int CurrentFormatVersion = 1;

    /// <summary>What is added to the model file's name to name its external weights file.</summary>
    public const string WeightsSuffix = ".data";
}
