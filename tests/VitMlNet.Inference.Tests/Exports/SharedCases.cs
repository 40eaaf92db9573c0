using System.Text.Json;

namespace VitMlNet.Inference.Tests;

/// <summary>The exports of other tools in the development material: what lies in their folders, and what must come out.</summary>
internal static class SharedCases
{
    public const string Missing = "needs ../shared/data/exports and ../shared/data/photos, which this machine lacks";

    /// <summary>The folder of the cases; null where it is absent.</summary>
    public static string? Root { get; } = RepositoryPaths.Shared("data", "exports");

    public static string[]? Photographs { get; } = RepositoryPaths.Shared("data", "photos", "flowers") is not { } flowers ? null :
    [
        Path.Combine(flowers, "daisy", "100080576_f52e8ee070_n.jpg"),
        Path.Combine(flowers, "roses", "323872063_7264e7e018_m.jpg"),
        Path.Combine(flowers, "tulips", "11746452_5bc1749a36.jpg"),
    ];

    /// <summary>All cases; one without a name where there are none, so that the test says why it is skipped.</summary>
    public static IReadOnlyList<SharedCase> All { get; } = Read();

    private static IReadOnlyList<SharedCase> Read()
    {
        if (Root is null || Photographs is null)
            return [new SharedCase("none", "", default)];
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "cases.json")));
        return [.. document.RootElement.EnumerateArray().Select(entry => new SharedCase(
            entry.GetProperty("name").GetString()!, Path.Combine(Root, entry.GetProperty("path").GetString()!), entry.Clone()))];
    }
}

/// <summary>One export.</summary>
internal sealed record SharedCase(string Name, string Path, JsonElement Entry)
{
    /// <summary>The folder as the tool leaves it.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)! is var folder && System.IO.Path.GetFileName(folder) == "onnx"
        ? System.IO.Path.GetDirectoryName(folder)! : folder;

    public string Unasked => Entry.GetProperty("unasked").GetString()!;

    /// <summary>Whether what its folder says is enough for its tool's numbers: it opens, and nothing has to be told.</summary>
    public bool NeedsNothing => Golden is not null && !Entry.TryGetProperty("options", out _) && !Unasked.StartsWith("refused", StringComparison.Ordinal)
        && !Unasked.Contains("preprocessing unknown");

    public string? Golden => Entry.TryGetProperty("goldens", out JsonElement path) ? System.IO.Path.Combine(SharedCases.Root!, path.GetString()!) : null;

    public double Tolerance => Math.Max(Entry.GetProperty("tolerance").GetDouble(), 1e-4);

    public string[]? Labels => Entry.TryGetProperty("labels", out JsonElement labels) && labels.ValueKind == JsonValueKind.Array
        ? [.. labels.EnumerateArray().Select(label => label.GetString()!)] : null;
}
