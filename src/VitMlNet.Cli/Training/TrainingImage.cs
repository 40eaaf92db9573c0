using Microsoft.ML.Data;

namespace VitMlNet.Cli;

/// <summary>A photograph to learn from.</summary>
internal sealed class TrainingImage
{
    [ColumnName(TrainingColumns.Image)]
    public string ImagePath { get; set; } = "";

    [ColumnName(TrainingColumns.Label)]
    public string Label { get; set; } = "";

    /// <summary>How much it counts in learning.</summary>
    [ColumnName(TrainingColumns.Weight)]
    public float Weight { get; set; } = 1;

    /// <summary>As many values as the model gives; the length is told to ML.NET in the schema.</summary>
    [ColumnName(TrainingColumns.Features)]
    public float[] Features { get; set; } = [];
}

/// <summary>The columns of the pipelines that are trained; those of the finished pipeline are known to its users.</summary>
internal static class TrainingColumns
{
    public const string Image = "ImagePath";
    public const string Label = "Label";
    public const string Features = "Features";
    public const string Weight = "Weight";
    public const string PredictedLabel = "PredictedLabel";
}
