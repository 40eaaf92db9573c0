namespace VitMlNet.ModelFile;

/// <summary>The ILSVRC-2012 classes in the order of their WordNet ids, which is the order of the logits.</summary>
internal static class ImageNetClassTable
{
    public const int ClassCount = 1000;

    private static readonly Lazy<(string[] Ids, string[] Names)> Table = new(Read);

    public static IReadOnlyList<string> WordNetIds => Table.Value.Ids;

    public static IReadOnlyList<string> Names => Table.Value.Names;

    private static (string[] Ids, string[] Names) Read()
    {
        using Stream resource = typeof(ImageNetClassTable).Assembly.GetManifestResourceStream("imagenet2012.tsv")!;
        using var reader = new StreamReader(resource);
        var ids = new List<string>(ClassCount);
        var names = new List<string>(ClassCount);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            int tab = line.IndexOf('\t');
            ids.Add(line[..tab]);
            names.Add(line[(tab + 1)..]);
        }

        return (ids.ToArray(), names.ToArray());
    }
}
