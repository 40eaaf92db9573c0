namespace WebClassifier;

/// <summary>The row that goes into an engine.</summary>
public sealed class Upload
{
    /// <summary>An encoded file: JPEG, PNG, WebP, BMP or GIF.</summary>
    public byte[] Image { get; set; } = [];
}

/// <summary>The row that comes out.</summary>
public class Scored
{
    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}

/// <summary>The row that comes out of a model that tells where it looked.</summary>
public sealed class ScoredWithMap : Scored
{
    /// <summary>Shares that add up to 1, row after row.</summary>
    public float[] Attention { get; set; } = [];
}
