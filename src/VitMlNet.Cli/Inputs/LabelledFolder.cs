using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>The photographs of a folder with a subfolder for each class to learn.</summary>
internal sealed class LabelledFolder
{
    private readonly Dictionary<string, string> labels;

    private LabelledFolder(string folder, Dictionary<string, string> labels, ImageFiles images)
    {
        Folder = folder;
        this.labels = labels;
        Images = images;
    }

    public string Folder { get; }

    public ImageFiles Images { get; }

    /// <summary>Finds them.</summary>
    /// <exception cref="VitDataException">The folder is absent, unreadable or without images, or an image is in no subfolder.</exception>
    /// <exception cref="UsageException">There are too few classes, or too few photographs of one.</exception>
    public static LabelledFolder Find(string folder, CancellationToken token)
    {
        var context = new MLContext();
        LabelledPath[] rows = [.. context.Data.CreateEnumerable<LabelledPath>(context.Data.LoadImagesFromFolder(folder), reuseRowObject: false)];
        CheckClasses(folder, rows.Select(row => row.Label), "");
        return new LabelledFolder(
            folder,
            rows.ToDictionary(row => row.ImagePath, row => row.Label, StringComparer.Ordinal),
            ImageFiles.Of(rows.Select(row => row.ImagePath), ImageFiles.Find([folder], token).Skipped));
    }

    public string LabelOf(string path) => labels[path];

    /// <summary>Makes sure that there are classes to tell apart, and of each a photograph to learn from and one to test.</summary>
    /// <param name="folder">The folder, for the message.</param>
    /// <param name="labels">The label of each photograph.</param>
    /// <param name="which">A word before "photographs" in the message, such as "readable ".</param>
    /// <exception cref="UsageException">There are too few.</exception>
    public static void CheckClasses(string folder, IEnumerable<string> labels, string which)
    {
        (string Name, int Count)[] classes =
            [.. labels.CountBy(label => label).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        if (classes.Length < 2)
        {
            throw new UsageException(
                $"{folder}: at least two classes with {which}photographs are expected, a subfolder for each, and there is "
                + $"{(classes is [{ Name.Length: > 0 } only] ? $"only '{only.Name}'" : "none")}.");
        }

        (string Name, int Count)[] small = [.. classes.Where(entry => entry.Count < 2)];
        if (small.Length > 0)
        {
            throw new UsageException(
                $"{folder}: at least two {which}photographs of each class are expected, one to learn from and one to test, and there is only one of "
                + $"{string.Join(", ", small.Select(entry => $"'{entry.Name}'"))}; add photographs, or take the folder away.");
        }
    }

    private sealed class LabelledPath
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
