namespace VitMlNet;

/// <summary>
/// The columns that the steps of a chain hand to each other. They are part of what a saved pipeline holds, since ML.NET forgets the
/// column names of custom mappings and binds ONNX columns by the names in the graph.
/// </summary>
internal static class ColumnNames
{
    public const string Prefix = "vit.";

    public const string Source = Prefix + "source";
    public const string Nothing = Prefix + "nothing";
    public const string Settings = Prefix + "settings";
    public const string Picture = Prefix + "picture";
    public const string Resized = Prefix + "resized";

    /// <summary>The pixels, for the model's input.</summary>
    public const string Pixels = ModelFile.ModelTensors.Image;

    /// <summary>1 for a row whose image was read, NaN for another.</summary>
    public const string Validity = Prefix + "validity";

    /// <summary>Why an image was not read; empty when it was.</summary>
    public const string Error = Prefix + "error";

    public const string HeadInput = Prefix + "raw";
    public const string Vector = Prefix + "vector";
    public const string Attention = Prefix + "attention";
    public const string Label = Prefix + "label";
    public const string LabelHash = Prefix + "label_hash";
    public const string LabelText = Prefix + "label_text";
    public const string TopLabels = Prefix + "top_labels";
    public const string TopScores = Prefix + "top_scores";

    /// <summary>Where a column of the user's waits while a step needs its name.</summary>
    public static string Kept(string name) => Prefix + "kept." + name;

    /// <summary>The public name of <see cref="Error"/>.</summary>
    public const string ImageError = "ImageError";
}
