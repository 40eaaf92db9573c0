using System.Text.Json;
using System.Text.Json.Serialization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>What is known of a prepared copy: whose it is, where it can be used, and which files it consists of.</summary>
/// <param name="Environment">The <see cref="PreparedEnvironment"/> it was made in.</param>
/// <param name="Path">The file that the model was opened from.</param>
/// <param name="Hashes">The SHA-256 of the model's files.</param>
/// <param name="Versions">The versions of files that have been found to have these hashes.</param>
/// <param name="Files">The copy's files.</param>
internal sealed record PreparedManifest(string Environment, string Path, string[] Hashes, string[] Versions, PreparedFile[] Files)
{
    public const string FileName = "prepared.json";

    private const int MaxLength = 1 << 20;

    /// <summary>Reads the manifest of a folder; null where there is none, or one that cannot be one of ours.</summary>
    public static PreparedManifest? TryRead(string folder)
    {
        try
        {
            using FileStream file = RegularFile.OpenRead(System.IO.Path.Combine(folder, FileName));
            if (file.Length > MaxLength)
                return null;
            var manifest = JsonSerializer.Deserialize(file, PreparedJson.Default.PreparedManifest);
            return manifest is { Environment: not null, Path: not null, Hashes: not null, Versions: not null, Files: not null } ? manifest : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or VitException)
        {
            return null;
        }
    }

    public void Write(string folder)
    {
        using var file = new AtomicFile(System.IO.Path.Combine(folder, FileName));
        JsonSerializer.Serialize(file.Stream, this, PreparedJson.Default.PreparedManifest);
        file.Commit();
    }
}

/// <summary>A file of a prepared copy, as it was when it was written.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last, in ticks of UTC.</param>
internal sealed record PreparedFile(string Name, long Length, long Written)
{
    public static PreparedFile Describe(FileInfo file) => new(file.Name, file.Length, file.LastWriteTimeUtc.Ticks);

    public bool IsUnchangedIn(string folder) =>
        new FileInfo(Path.Combine(folder, Path.GetFileName(Name))) is { Exists: true } file && Describe(file) == this;
}

[JsonSerializable(typeof(PreparedManifest))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PreparedJson : JsonSerializerContext;
