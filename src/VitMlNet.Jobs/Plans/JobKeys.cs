using System.Globalization;

namespace VitMlNet;

/// <summary>The keys of a job's objects; <c>docs/scale.md</c> describes them.</summary>
internal static class JobKeys
{
    public const string Plan = "job.json";
    public const string Manifest = "manifest.json";
    public const string Parts = "parts/";
    public const string Failures = "failed/";
    public const string Submissions = "submissions/";

    /// <summary>A listing of parts is divided into blocks of this many, which the last four digits of a shard's number count.</summary>
    public const int PartsPerBlock = 10_000;

    private const string PartExtension = ".parquet";

    /// <summary>The photographs of several shards. The plan's id keeps it apart from what an interrupted planning has left.</summary>
    public static string List(string id, int list) => Invariant($"plan/{id}/{list:D6}.jsonl.gz");

    public static string Model(VitJobModelFile file) => $"model/{file.Sha256}";

    public static string Part(int shard) => Invariant($"{Parts}{shard:D8}{PartExtension}");

    public static string PartBlock(int block) => Invariant($"{Parts}{block:D4}");

    /// <summary>The shard whose part has this key; <see langword="null"/> for another object.</summary>
    public static int? ShardOf(string key) =>
        key.StartsWith(Parts, StringComparison.Ordinal) && key.EndsWith(PartExtension, StringComparison.Ordinal)
            && int.TryParse(key.AsSpan(Parts.Length, key.Length - Parts.Length - PartExtension.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out int shard)
            ? shard
            : null;

    /// <summary>An attempt of <c>score</c> at a shard, numbered from 1.</summary>
    public static string Attempt(int shard, int attempt) => Invariant($"{Attempts(shard)}{attempt:D4}");

    public static string Attempts(int shard) => Invariant($"attempts/{shard:D8}/");

    /// <summary>Why a shard failed; the last number counts.</summary>
    public static string Failure(int shard, int generation, int number) => Invariant($"{FailuresOf(shard)}{generation:D4}.{number}.json");

    public static string FailuresOf(int shard) => Invariant($"{Failures}{shard:D8}.");

    /// <summary>The shard and the generation of a failure.</summary>
    public static (int Shard, int Generation)? FailureOf(string key) => key.Length > Failures.Length
        && key[Failures.Length..].Split('.') is [var shard, var generation, _, "json"]
        && int.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out int submission)
            ? (number, submission)
            : null;

    public static string Submission(int generation) => Invariant($"{Submissions}{generation:D4}.json");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
