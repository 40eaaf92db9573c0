using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Cli;

/// <summary>A line of <c>vitmlnet models</c>.</summary>
internal sealed record ListedModel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Name { get; init; }

    public string? Architecture { get; init; }

    public int? Resolution { get; init; }

    public int? Classes { get; init; }

    public long? Parameters { get; init; }

    public long? DownloadBytes { get; init; }

    public double? GoogleTop1 { get; init; }

    public double? TimmTop1 { get; init; }

    public string? License { get; init; }

    public Uri? Address { get; init; }

    public IReadOnlyList<PulledModel> Pulled { get; init; } = [];

    public static ListedModel Of(VitPublishedModel model, IReadOnlyList<VitStoredModel> stored) => new()
    {
        Name = model.Name,
        Architecture = model.Architecture,
        Resolution = model.Resolution,
        Classes = model.ClassCount,
        Parameters = model.ParameterCount,
        DownloadBytes = model.CheckpointBytes,
        GoogleTop1 = model.GoogleTop1,
        TimmTop1 = model.TimmTop1,
        License = model.License,
        Address = model.Address,
        Pulled = [.. stored.Select(found => new PulledModel(found.Name, found.Path, found.Bytes))],
    };

    /// <summary>A model that is named by its address, in all its forms.</summary>
    public static ListedModel At(IGrouping<string, VitStoredModel> stored) => new()
    {
        Name = stored.Key,
        Pulled = [.. stored.Select(found => new PulledModel(found.Name, found.Path, found.Bytes))],
    };

    /// <summary>The model that ships with the tool, if it does.</summary>
    public static IEnumerable<ListedModel> Demo(string path)
    {
        if (!File.Exists(path))
            yield break;
        VitModel model = VitModel.Open(path);
        string name = Path.GetFileNameWithoutExtension(path);
        yield return new ListedModel
        {
            Name = name,
            Resolution = model.Width,
            Classes = model.ClassCount,
            Parameters = model.ParameterCount,
            Pulled = [new PulledModel(name, path, new FileInfo(path).Length)],
        };
    }

    public static void WriteJson(TextWriter writer, IEnumerable<ListedModel> models)
    {
        foreach (ListedModel model in models)
            writer.WriteLine(JsonSerializer.Serialize(model, Json));
    }

    public static void WriteTable(TextWriter writer, IEnumerable<ListedModel> models)
    {
        string[][] rows =
        [
            ["name", "architecture", "pixels", "classes", "parameters", "download", "top-1", "pulled"],
            .. models.Select(model => model.Cells()),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private string[] Cells() =>
    [
        Name,
        Architecture ?? "-",
        Text(Resolution),
        Text(Classes),
        Parameters is { } count ? Quantity.Count(count) : "-",
        DownloadBytes is { } bytes ? Quantity.Bytes(bytes) : "-",
        GoogleTop1 is { } google ? Percent(google) : TimmTop1 is { } timm ? Percent(timm) + "*" : "-",
        string.Join(", ", Pulled.Select(form => (form.Name == Name ? "" : form.Name[(Name.Length + 1)..] + " ") + Quantity.Bytes(form.Bytes))),
    ];

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>A form of a model that is on this machine.</summary>
internal sealed record PulledModel(string Name, string Path, long Bytes);
