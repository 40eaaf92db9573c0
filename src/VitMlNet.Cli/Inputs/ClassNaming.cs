using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>The classes of a model by all that people call them: their WordNet ids, their names, their places.</summary>
internal sealed class ClassNaming
{
    private readonly IReadOnlyList<string> labels;
    private readonly IReadOnlyList<string>? ids;
    private readonly Dictionary<string, int> byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> byLabel = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="labels">The name of each class, or several with commas between them (<c>tabby, tabby cat</c>).</param>
    /// <param name="ids">The WordNet id of each class, or <see langword="null"/>.</param>
    public ClassNaming(IReadOnlyList<string> labels, IReadOnlyList<string>? ids)
    {
        this.labels = labels;
        this.ids = ids;
        for (int i = 0; i < labels.Count; i++)
        {
            if (ids is not null)
                byId.TryAdd(ids[i], i);
            Add(byLabel, Plain(labels[i]), i);
            foreach (string name in labels[i].Split(',').Select(Plain).Distinct(StringComparer.OrdinalIgnoreCase))
                Add(byName, name, i);
        }

        Distinct = [.. labels.Select((label, i) => byLabel[Plain(label)].Count == 1 ? label : $"{label} ({ids?[i] ?? Text(i)})")];
    }

    /// <summary>A name for each class that no other class has: where two share one, the WordNet id or the place is added.</summary>
    public IReadOnlyList<string> Distinct { get; }

    /// <summary>The classes of a model; the ids are its metadata's, else ImageNet's where its names are ImageNet's.</summary>
    public static ClassNaming Of(VitModel model)
    {
        IReadOnlyList<string>? ids = model.Labels.SequenceEqual(ImageNetClasses.Names) ? ImageNetClasses.WordNetIds : null;
        if (model.Metadata.TryGetValue(ModelMetadata.LabelIds, out string? text) && TextList.Read(text) is { } own && own.Count == model.Labels.Count)
            ids = own;
        return new ClassNaming(model.Labels, ids);
    }

    /// <summary>
    /// Finds a class by its WordNet id, its whole label, one of its names, or its index; letter case, <c>_</c> and <c>-</c> make no
    /// difference.
    /// </summary>
    /// <returns>The place of the class, or <see langword="null"/> when there is no such class.</returns>
    /// <exception cref="UsageException">Several classes have the name.</exception>
    public int? Find(string name)
    {
        if (byId.TryGetValue(name.Trim(), out int place))
            return place;
        string plain = Plain(name);
        List<int>? found = byLabel.GetValueOrDefault(plain) ?? byName.GetValueOrDefault(plain);
        if (found is [var only])
            return only;
        if (found is not null)
        {
            throw new UsageException(
                $"'{name}' is the name of {found.Count} classes: {string.Join("; ", found.Select(Describe))}. "
                + $"Name the folder by {(ids is null ? "the index" : "the id or the index")} of the one that is meant.");
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < labels.Count ? index : null;
    }

    private string Describe(int index) => $"{labels[index]} (index {Text(index)}{(ids is null ? "" : $", {ids[index]}")})";

    private static void Add(Dictionary<string, List<int>> classes, string name, int index)
    {
        if (!classes.TryGetValue(name, out List<int>? same))
            classes.Add(name, same = []);
        same.Add(index);
    }

    private static string Plain(string name) =>
        string.Join(' ', name.Split([' ', '_', '-', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
