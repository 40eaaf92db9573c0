namespace VitMlNet;

/// <summary>How a job is planned.</summary>
public sealed class VitJobPlanOptions
{
    private int _shardSize = 1000;
    private int _top = 5;

    /// <summary>What is computed; <see cref="VitJobKind.Classify"/> by default.</summary>
    public VitJobKind Kind { get; set; }

    /// <summary>The number of photographs in a shard, from 1 to 1,000,000; 1000 by default. A shard of a few minutes is best.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int ShardSize
    {
        get => _shardSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ShardSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000, nameof(ShardSize));
            _shardSize = value;
        }
    }

    /// <summary>The number of classes to keep for each photograph, at least 1; 5 by default, and never more than the model has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Top
    {
        get => _top;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Top));
            _top = value;
        }
    }
}
