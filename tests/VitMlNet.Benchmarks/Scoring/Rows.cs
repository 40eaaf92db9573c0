using Microsoft.ML.Data;

namespace VitMlNet.Benchmarks.Scoring;

internal sealed class PhotoRow
{
    public string ImagePath { get; set; } = "";
}

internal sealed class ScoreRow
{
    public float[] Score { get; set; } = [];
}

internal sealed class LogitsRow
{
    [ColumnName("logits")]
    public float[] Logits { get; set; } = [];
}
