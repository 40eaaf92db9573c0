namespace VitMlNet.Cli;

/// <summary>The images of a folder whose subfolders are named by the classes of a model, or of a manifest with such labels.</summary>
internal sealed class LabelledImages
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private readonly Dictionary<string, int> classes = new(StringComparer.Ordinal);
    private readonly List<string> ignored = [];

    private LabelledImages(ImageFiles images) => Images = images;

    /// <summary>The images in the subfolders that name a class, and those subfolders that hold none or cannot be read.</summary>
    public ImageFiles Images { get; }

    /// <summary>What is left out, each as a message: subfolders that name no class, and images outside of subfolders.</summary>
    public IReadOnlyList<string> Ignored => ignored;

    /// <summary>The class of an image of <see cref="Images"/>.</summary>
    public int ClassOf(string path) => classes[path];

    /// <summary>Finds them: in a folder, or by a manifest.</summary>
    /// <exception cref="UsageException">There is no such folder, or none of its subfolders names a class; or the manifest is wrong.</exception>
    /// <exception cref="VitDataException">A name is that of several classes.</exception>
    public static LabelledImages Find(string folder, VitClassNames naming, CancellationToken token)
    {
        if (ManifestFile.Is(folder) && !Directory.Exists(folder))
            return OfManifest(folder, naming);
        (string[] subfolders, string[] loose) = List(folder);
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (string subfolder in subfolders)
        {
            if (naming.Find(Path.GetFileName(subfolder)) is { } place)
                named.Add(subfolder, place);
            else
                unknown.Add(subfolder);
        }

        if (named.Count == 0)
        {
            string what = subfolders.Length == 0
                ? "no subfolders"
                : $"no subfolder that names a class of the model ('{Path.GetFileName(subfolders[0])}' does not)";
            throw new UsageException(
                $"{folder}: it has {what}; "
                + "a subfolder for each class is expected, named by its WordNet id, its name or its index.");
        }

        var found = new LabelledImages(ImageFiles.Find(subfolders.Where(named.ContainsKey), token));
        found.ignored.AddRange(unknown.Select(subfolder => $"{subfolder}: no class of the model has this id, name or index; the folder is left out."));
        if (loose.Length > 0)
            found.ignored.Add($"{folder}: {loose.Length} images in it are in no subfolder, and so of no class; they are left out.");
        int start = subfolders[0].Length - Path.GetFileName(subfolders[0]).Length;
        foreach (string path in found.Images.Paths)
            found.classes[path] = named[path[..path.IndexOfAny(Separators, start)]];
        return found;
    }

    private static LabelledImages OfManifest(string file, VitClassNames naming)
    {
        ILookup<string, string> paths = ManifestFile.Read(file).ToLookup(row => row.Label, row => row.Path);
        (string Label, int? Place)[] labels = [.. paths.Select(group => (group.Key, naming.Find(group.Key)))];
        if (labels.All(label => label.Place is null))
            throw new UsageException(
                $"{file}: labels that name classes of the model are expected, by id, name or index, and none does ('{labels[0].Label}' does not).");
        var found = new LabelledImages(ImageFiles.Of(labels.Where(label => label.Place is not null).SelectMany(label => paths[label.Label]).Distinct()));
        found.ignored.AddRange(labels.Where(label => label.Place is null).Select(label =>
            $"{file}: no class of the model has the id, name or index '{label.Label}'; its {paths[label.Label].Count()} photographs are left out."));
        foreach ((string label, int? place) in labels.Where(label => label.Place is not null))
        {
            foreach (string path in paths[label])
                found.classes[path] = place!.Value;
        }

        return found;
    }

    private static (string[] Subfolders, string[] Loose) List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            string found = File.Exists(folder) ? "this is a file" : "there is no such folder";
            throw new UsageException($"{folder}: {found}; name a folder with a subfolder for each class.");
        }

        try
        {
            string[] subfolders = [.. Directory.GetDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
            return (subfolders, [.. Directory.GetFiles(folder).Where(VitImageFiles.IsImageFile)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: the folder cannot be read: {exception.Message}");
        }
    }
}
