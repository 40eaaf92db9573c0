using Microsoft.ML.Data;

namespace VitMlNet.Cli.Training;

/// <summary>A photograph to learn from.</summary>
internal sealed class TrainingImage
{
    [ColumnName(Columns.Image)]
    public string ImagePath { get; set; } = "";

    [ColumnName(Columns.Label)]
    public string Label { get; set; } = "";

    /// <summary>As many values as the model gives; the length is told to ML.NET in the schema.</summary>
    [ColumnName(Columns.Features)]
    public float[] Features { get; set; } = [];
}

/// <summary>The columns of the pipelines that are trained; those of the finished pipeline are known to its users.</summary>
internal static class Columns
{
    public const string Image = "ImagePath";
    public const string Label = "Label";
    public const string Features = "Features";
    public const string PredictedLabel = "PredictedLabel";
}
