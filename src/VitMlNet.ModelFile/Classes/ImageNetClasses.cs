namespace VitMlNet;

/// <summary>The 1000 classes of ILSVRC-2012 in the order of their WordNet ids, which is the order of the logits of ImageNet-1k models.</summary>
/// <remarks>The names are the first words of the classes' synsets in WordNet 3.0; a few names belong to two classes, ids are unique.</remarks>
public static class ImageNetClasses
{
    internal const int Count = 1000;

    private static readonly Lazy<(string[] Ids, string[] Names)> s_table = new(Read);

    /// <summary>The names of the classes, 1000 of them.</summary>
    public static IReadOnlyList<string> Names => s_table.Value.Names;

    /// <summary>The WordNet ids of the classes (<c>n01440764</c>), 1000 of them in ascending order.</summary>
    public static IReadOnlyList<string> WordNetIds => s_table.Value.Ids;

    private static (string[] Ids, string[] Names) Read()
    {
        using Stream resource = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("imagenet2012.tsv")!;
        using var reader = new StreamReader(resource);
        var ids = new List<string>(Count);
        var names = new List<string>(Count);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            int tab = line.IndexOf('\t');
            ids.Add(line[..tab]);
            names.Add(line[(tab + 1)..]);
        }

        return ([.. ids], [.. names]);
    }
}
