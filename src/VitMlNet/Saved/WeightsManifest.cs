using System.IO.Compression;
using System.Text.Json;

namespace VitMlNet;

/// <summary>A list, inside a saved pipeline, of the weights files that belong beside it.</summary>
internal static class WeightsManifest
{
    // Beside ML.NET's own entries, which it finds by name.
    private const string EntryName = "VitMlNet/weights.json";

    /// <summary>A weights file: its name, without a folder, and its length in bytes.</summary>
    internal sealed record Entry(string Name, long Length);

    /// <exception cref="InvalidDataException">The file is no zip archive.</exception>
    public static IReadOnlyList<Entry> Read(string zipPath)
    {
        using ZipArchive zip = ZipFile.OpenRead(zipPath);
        using Stream? entry = zip.GetEntry(EntryName)?.Open();
        return entry is null ? [] : JsonSerializer.Deserialize<Entry[]>(entry) ?? [];
    }

    public static void Write(string zipPath, IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
            return;
        using ZipArchive zip = ZipFile.Open(zipPath, ZipArchiveMode.Update);
        using Stream entry = zip.CreateEntry(EntryName).Open();
        JsonSerializer.Serialize(entry, entries);
    }
}
