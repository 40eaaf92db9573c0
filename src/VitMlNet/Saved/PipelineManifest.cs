using System.IO.Compression;
using System.Text.Json;

namespace VitMlNet;

/// <summary>A description, inside a saved pipeline, of the parts from which <c>LoadVit</c> builds it again. ML.NET's own loader ignores it.</summary>
internal sealed record PipelineManifest
{
    public const int CurrentVersion = 1;

    /// <summary>The folder of VitMlNet's entries, beside ML.NET's own, which it finds by name.</summary>
    public const string Folder = "VitMlNet/";

    /// <summary>ML.NET's archive of the input schema alone.</summary>
    public const string SchemaEntry = Folder + "schema.zip";

    private const string EntryName = Folder + "pipeline.json";

    // A manifest of 21,843 class names has about a megabyte. Text of this length makes no more than 200 MB of objects, whatever it says.
    private const long MaxLength = 8L << 20;
    private const int MaxSteps = 1000;

    public int Version { get; init; } = CurrentVersion;

    public bool HasSchema { get; init; }

    /// <summary>The files beside the archive.</summary>
    public IReadOnlyList<SavedFile> Files { get; init; } = [];

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<SavedStep> Steps { get; init; } = [];

    /// <summary>Reads the manifest of an archive; null for an archive of ML.NET's without one.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a later version.</exception>
    public static PipelineManifest? Read(ZipArchive zip)
    {
        if (zip.GetEntry(EntryName) is not { } entry)
            return null;
        PipelineManifest? manifest;
        using MemoryStream json = ArchiveEntries.Read(entry, MaxLength);
        try
        {
            manifest = JsonSerializer.Deserialize<PipelineManifest>(json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its entry '{EntryName}' is damaged: {e.Message}", e);
        }

        if (manifest?.Files is null || manifest.Steps is null)
            throw new InvalidDataException($"its entry '{EntryName}' is incomplete.");
        if (manifest.Version == CurrentVersion)
        {
            manifest.Check();
            return manifest;
        }

        throw new InvalidDataException(
            $"its entry '{EntryName}' has version {manifest.Version}, and this library reads version {CurrentVersion}: update VitMlNet.");
    }

    // What the JSON reader lets pass: null for what may not be null, and lists of any length.
    private void Check()
    {
        if (Steps.Count > MaxSteps || Files.Count > MaxSteps)
            throw new InvalidDataException($"its entry '{EntryName}' lists over {MaxSteps} steps or files.");
        if (Files.Any(file => string.IsNullOrEmpty(file?.Name) || file.Name.Contains('\0')))
            throw new InvalidDataException($"its entry '{EntryName}' lists a file without a name.");
        foreach (SavedStep? step in Steps)
        {
            if (step is null || (step.Images is null) == (step.PartEntry is null))
                throw new InvalidDataException($"its entry '{EntryName}' lists a step that is neither an image step nor a part.");
            step.Images?.Check();
        }
    }

    public void Write(ZipArchive zip)
    {
        using Stream entry = zip.CreateEntry(EntryName).Open();
        JsonSerializer.Serialize(entry, this);
    }
}

/// <summary>A file beside a saved pipeline: its name, without a folder, and its length in bytes.</summary>
internal sealed record SavedFile(string Name, long Length);

/// <summary>A step of a saved pipeline: one of VitMlNet's, or an entry with ML.NET's archive of others.</summary>
internal sealed record SavedStep(SavedPlan? Images, string? PartEntry);
