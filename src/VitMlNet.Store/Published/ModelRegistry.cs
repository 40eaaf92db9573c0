using System.Globalization;

namespace VitMlNet.Store.Published;

/// <summary>The published checkpoints: the rows of <c>checkpoints.tsv</c>.</summary>
internal static class ModelRegistry
{
    private const string Resource = "checkpoints.tsv";

    private static readonly Lazy<IReadOnlyList<VitPublishedModel>> LazyModels = new(Read);

    /// <summary>All of them, in the order of the file.</summary>
    public static IReadOnlyList<VitPublishedModel> Models => LazyModels.Value;

    /// <summary>Finds a model by its name in any spelling, or by its file name.</summary>
    public static VitPublishedModel? Find(string name, IReadOnlyList<VitPublishedModel> models)
    {
        string key = ModelNames.Key(name);
        return models.FirstOrDefault(model => ModelNames.Key(model.Name) == key || ModelNames.Key($"{model.Name}{model.Resolution}") == key)
            ?? models.FirstOrDefault(model => name == model.FileName || name == Path.GetFileNameWithoutExtension(model.FileName));
    }

    private static List<VitPublishedModel> Read()
    {
        using Stream stream = typeof(ModelRegistry).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        string[] columns = reader.ReadLine()!.Split('\t');
        var models = new List<VitPublishedModel>();
        while (reader.ReadLine() is { } line)
        {
            Dictionary<string, string> row = columns.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second);
            models.Add(new VitPublishedModel
            {
                Name = row["name"],
                Architecture = row["architecture"],
                Resolution = int.Parse(row["resolution"], CultureInfo.InvariantCulture),
                ClassCount = int.Parse(row["classes"], CultureInfo.InvariantCulture),
                ParameterCount = long.Parse(row["parameters"], CultureInfo.InvariantCulture),
                CheckpointBytes = long.Parse(row["bytes"], CultureInfo.InvariantCulture),
                CheckpointSha256 = row["sha256"] is { Length: > 0 } sha256 ? sha256 : null,
                FileName = row["file"],
                License = row["licence"],
                GoogleTop1 = Percent(row["top1_google"]),
                TimmTop1 = Percent(row["top1_timm"]),
            });
        }

        return models;
    }

    private static double? Percent(string text) => text is "" ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
