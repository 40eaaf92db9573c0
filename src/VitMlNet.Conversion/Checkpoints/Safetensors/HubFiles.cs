using System.Text;
using System.Text.Json;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>The files of a model as a hub serves them: the weights, whole or in shards, and the configurations beside them.</summary>
/// <param name="Path">The folder or the file that was given.</param>
/// <param name="Folder">The folder of the configurations.</param>
/// <param name="Weights">The files of the weights, in the order of their names.</param>
/// <param name="ShardOf">The shard that the index names for each tensor; <see langword="null"/> where there is one file.</param>
internal sealed record HubFiles(string Path, string Folder, IReadOnlyList<string> Weights, IReadOnlyDictionary<string, string>? ShardOf)
{
    private const string Single = "model.safetensors", Index = Single + ".index.json", Extension = ".safetensors";

    private const int LongestReference = 100;

    /// <summary>Whether a folder looks like a model of a hub.</summary>
    public static bool Recognizes(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, Index)) || Directory.EnumerateFiles(folder, "*" + Extension).Any() || SnapshotIn(folder) is not null;

    /// <exception cref="ConversionException">There are no weights, or the index and the shards do not fit.</exception>
    public static HubFiles Find(string path)
    {
        if (!Directory.Exists(path))
            return new HubFiles(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, [path], null);
        string folder = SnapshotIn(path) ?? path;
        string single = System.IO.Path.Combine(folder, Single), index = System.IO.Path.Combine(folder, Index);
        if (File.Exists(single))
            return new HubFiles(path, folder, [single], null);
        if (JsonFiles.Read(index) is { } found)
            return OfShards(path, folder, index, found);
        string[] others = [.. Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)];
        return others.Length == 1
            ? new HubFiles(path, folder, others, null)
            : throw new ConversionException($"A file {Single}, or {Index} and its shards, was expected; found {others.Length} files that end in {Extension}. Name the file itself, or download the model again.", path);
    }

    private static HubFiles OfShards(string path, string folder, string index, JsonElement found)
    {
        var shardOf = new Dictionary<string, string>();
        if (new JsonFields(index, found).Find("weight_map") is not { ValueKind: JsonValueKind.Object } map)
            throw new ConversionException("'weight_map' is absent: the index should name the shard of each tensor. Download it again.", index);
        foreach (JsonProperty tensor in map.EnumerateObject())
        {
            string shard = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString()! : "";
            bool isBare = shard.EndsWith(Extension, StringComparison.Ordinal) && shard.AsSpan().IndexOfAny('/', '\\', ':') < 0 && Printable.Of(shard) == shard;
            if (!isBare)
                throw new ConversionException($"The shard '{Printable.Of(shard)}' is no name of a file in this folder. Download the index again.", index);
            shardOf[tensor.Name] = shard;
        }

        string[] shards = [.. shardOf.Values.Distinct().Order(StringComparer.Ordinal).Select(shard => System.IO.Path.Combine(folder, shard))];
        if (shards.Length == 0)
            throw new ConversionException("The index names no tensor. Download it again.", index);
        if (shards.FirstOrDefault(shard => !File.Exists(shard)) is { } absent)
            throw new ConversionException($"The index names this shard, and it is absent. Download it into the folder of the others.", absent);
        return new HubFiles(path, folder, shards, shardOf);
    }

    /// <summary>The snapshot that <c>refs/main</c> names, or the only one, in a folder of the hub's cache.</summary>
    private static string? SnapshotIn(string folder)
    {
        string snapshots = System.IO.Path.Combine(folder, "snapshots");
        if (!Directory.Exists(snapshots))
            return null;
        if (ReadReference(System.IO.Path.Combine(folder, "refs", "main")) is { Length: > 0 } revision
            && Directory.Exists(System.IO.Path.Combine(snapshots, revision)))
            return System.IO.Path.Combine(snapshots, revision);
        return Directory.GetDirectories(snapshots) is [var only] ? only : null;
    }

    private static string? ReadReference(string path)
    {
        try
        {
            return File.Exists(path) ? System.IO.Path.GetFileName(Encoding.UTF8.GetString(SmallFile.Read(path, LongestReference)).Trim()) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
