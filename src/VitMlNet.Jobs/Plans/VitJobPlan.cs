using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>What a job computes for each photograph.</summary>
public enum VitJobKind
{
    /// <summary>The most probable classes.</summary>
    [JsonStringEnumMemberName("classify")]
    Classify,

    /// <summary>The features.</summary>
    [JsonStringEnumMemberName("features")]
    Features,
}

/// <summary>What a job is: the object <c>job.json</c>, written once, after the lists of its photographs. Immutable.</summary>
public sealed record VitJobPlan
{
    /// <summary>The version of the plan's format that this library writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of the plan's format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>A number of 32 hexadecimal digits that no other job has.</summary>
    public required string Id { get; init; }

    /// <summary>What is computed.</summary>
    public required VitJobKind Kind { get; init; }

    /// <summary>The number of photographs; one that is named twice counts twice.</summary>
    public required long ImageCount { get; init; }

    /// <summary>The number of photographs in each shard but the last.</summary>
    public required int ShardSize { get; init; }

    /// <summary>The number of shards whose photographs are listed in one object.</summary>
    public required int ShardsPerList { get; init; }

    /// <summary>The number of classes that are kept for each photograph, where classes are computed.</summary>
    public required int Top { get; init; }

    /// <summary>The version of VitMlNet that made the plan; another one refuses to score it.</summary>
    public required string LibraryVersion { get; init; }

    /// <summary>The model.</summary>
    public required VitJobModel Model { get; init; }

    /// <summary>The number of shards.</summary>
    [JsonIgnore]
    public int ShardCount => (int)((ImageCount + ShardSize - 1) / ShardSize);

    /// <summary>The photographs of a shard: the number of the first among all photographs, from 0, and how many there are.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard.</exception>
    public (long Start, int Count) GetRange(int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        long start = (long)shard * ShardSize;
        return (start, (int)Math.Min(ShardSize, ImageCount - start));
    }
}

/// <summary>The model of a job, and how its photographs are prepared.</summary>
public sealed record VitJobModel
{
    /// <summary>The model file, and after it any files with its weights.</summary>
    public required IReadOnlyList<VitJobModelFile> Files { get; init; }

    /// <summary>The preprocessing, as <see cref="VitPreprocessing.Parse"/> reads it.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>The names of the classes, where the plan gives others than the model file.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What a file of another tool does not say about itself; <see langword="null"/> for one that <c>vitmlnet convert</c> wrote.</summary>
    public VitJobOtherModel? Other { get; init; }

    /// <summary>The options with which each machine opens the model.</summary>
    internal VitModelOptions ToOptions() => new()
    {
        Preprocessing = VitPreprocessing.Parse(Preprocessing),
        Labels = Labels,
        ReadFilesBeside = false,
        ScoresOutput = Other?.ScoresOutput,
        ScoresAreProbabilities = Other?.ScoresAreProbabilities,
        IsMultiLabel = Other?.IsMultiLabel,
        FeaturesOutput = Other?.FeaturesOutput,
        Pooling = Other?.Pooling,
        Height = Other?.Height,
        Width = Other?.Width,
        Layout = Other?.Layout,
    };
}

/// <summary>A file of a job's model.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record VitJobModelFile(string Name, string Sha256, long Length);
