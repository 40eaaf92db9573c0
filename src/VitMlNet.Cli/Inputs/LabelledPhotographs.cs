using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>Photographs and their classes: a folder with a subfolder for each class, or a manifest that lists paths and labels.</summary>
internal sealed class LabelledPhotographs
{
    private readonly Dictionary<string, string> labels;

    private LabelledPhotographs(string source, Dictionary<string, string> labels, ImageFiles images)
    {
        Source = source;
        this.labels = labels;
        Images = images;
    }

    /// <summary>The folder or the manifest.</summary>
    public string Source { get; }

    /// <summary>The folder that paths are shown relative to.</summary>
    public string Folder => ManifestFile.Is(Source) ? Path.GetDirectoryName(Path.GetFullPath(Source))! : Source;

    public ImageFiles Images { get; }

    /// <summary>Finds them, to learn from: there are two classes at least, of two photographs each.</summary>
    /// <exception cref="VitDataException">The folder is absent, unreadable or without images, or an image is in no subfolder.</exception>
    /// <exception cref="UsageException">There are too few classes, or too few photographs of one, or the manifest is wrong.</exception>
    public static LabelledPhotographs Find(string source, CancellationToken token)
    {
        LabelledPhotographs found = FindAny(source, token);
        CheckClasses(source, found.labels.Values, "");
        return found;
    }

    /// <summary>Finds them, of any number of classes.</summary>
    /// <inheritdoc cref="Find"/>
    public static LabelledPhotographs FindAny(string source, CancellationToken token)
    {
        if (ManifestFile.Is(source) && !Directory.Exists(source))
            return OfManifest(source);
        var context = new MLContext();
        LabelledPath[] rows = [.. context.Data.CreateEnumerable<LabelledPath>(context.Data.LoadImagesFromFolder(source), reuseRowObject: false)];
        return new LabelledPhotographs(
            source,
            rows.ToDictionary(row => row.ImagePath, row => row.Label, StringComparer.Ordinal),
            ImageFiles.Of(rows.Select(row => row.ImagePath), ImageFiles.Find([source], token).Skipped));
    }

    public string LabelOf(string path) => labels[path];

    /// <summary>Makes sure that there are classes to tell apart, and of each a photograph to learn from and one to test.</summary>
    /// <param name="source">The folder or the manifest, for the message.</param>
    /// <param name="labels">The label of each photograph.</param>
    /// <param name="which">A word before "photographs" in the message, such as "readable ".</param>
    /// <exception cref="UsageException">There are too few.</exception>
    public static void CheckClasses(string source, IEnumerable<string> labels, string which)
    {
        (string Name, int Count)[] classes =
            [.. labels.CountBy(label => label).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        if (classes.Length < 2)
        {
            throw new UsageException(
                $"{source}: at least two classes with {which}photographs are expected, a subfolder for each, and there is "
                + $"{(classes is [{ Name.Length: > 0 } only] ? $"only '{only.Name}'" : "none")}.");
        }

        (string Name, int Count)[] small = [.. classes.Where(entry => entry.Count < 2)];
        if (small.Length > 0)
        {
            throw new UsageException(
                $"{source}: at least two {which}photographs of each class are expected, one to learn from and one to test, and there is only one of "
                + $"{string.Join(", ", small.Select(entry => $"'{entry.Name}'"))}; add photographs, or take the class away.");
        }
    }

    private static LabelledPhotographs OfManifest(string file)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ManifestRow row in ManifestFile.Read(file))
        {
            if (labels.TryGetValue(row.Path, out string? other) && other != row.Label)
                throw new UsageException($"{file}: '{row.Path}' is listed twice, as '{other}' and as '{row.Label}'; leave one of them out.");
            labels[row.Path] = row.Label;
        }

        return new LabelledPhotographs(file, labels, ImageFiles.Of(labels.Keys));
    }

    private sealed class LabelledPath
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
