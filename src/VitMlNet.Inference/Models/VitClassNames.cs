using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The classes of a model by all that people call them: their WordNet ids, their names, their places. Immutable.</summary>
public sealed class VitClassNames
{
    private readonly IReadOnlyList<string> _labels;
    private readonly IReadOnlyList<string>? _ids;
    private readonly Dictionary<string, int> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> _byLabel = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes them from lists.</summary>
    /// <param name="labels">The name of each class, or several with commas between them (<c>tabby, tabby cat</c>).</param>
    /// <param name="ids">The WordNet id of each class, or <see langword="null"/> (the default).</param>
    /// <exception cref="ArgumentException">There is not one id for each class.</exception>
    public VitClassNames(IReadOnlyList<string> labels, IReadOnlyList<string>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (ids is not null && ids.Count != labels.Count)
            throw new ArgumentException($"One id for each of the {labels.Count} classes is expected, and there are {ids.Count}.", nameof(ids));
        _labels = labels;
        _ids = ids;
        for (int i = 0; i < labels.Count; i++)
        {
            if (ids is not null)
                _byId.TryAdd(ids[i], i);
            Add(_byLabel, Plain(labels[i]), i);
            foreach (string name in labels[i].Split(',').Select(Plain).Distinct(StringComparer.OrdinalIgnoreCase))
                Add(_byName, name, i);
        }

        Distinct = [.. labels.Select((label, i) => _byLabel[Plain(label)].Count == 1 ? label : $"{label} ({ids?[i] ?? Text(i)})")];
    }

    /// <summary>A name for each class that no other class has: where two share one, the WordNet id or the index is added.</summary>
    public IReadOnlyList<string> Distinct { get; }

    /// <summary>The classes of a model; the ids are its metadata's, else ImageNet's where its names are ImageNet's.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Its classes; none for a model that only makes features.</returns>
    public static VitClassNames Of(VitModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<string>? ids = model.Labels.SequenceEqual(ImageNetClasses.Names) ? ImageNetClasses.WordNetIds : null;
        if (model.Metadata.TryGetValue(ModelMetadata.LabelIds, out string? text) && TextList.Read(text) is { } own && own.Count == model.Labels.Count)
            ids = own;
        return new VitClassNames(model.Labels, ids);
    }

    /// <summary>
    /// Finds a class by its WordNet id, its whole label, one of its names, its name in <see cref="Distinct"/>, or its index; letter case,
    /// <c>_</c> and <c>-</c> make no difference.
    /// </summary>
    /// <param name="name">What it is called.</param>
    /// <returns>The index of the class, or <see langword="null"/> when there is no such class.</returns>
    /// <exception cref="VitDataException">Several classes have the name; the message lists them.</exception>
    public int? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byId.TryGetValue(name.Trim(), out int place))
            return place;
        string plain = Plain(name);
        List<int>? found = _byLabel.GetValueOrDefault(plain) ?? _byName.GetValueOrDefault(plain);
        if (found is [var only])
            return only;
        if (found is not null)
        {
            throw new VitDataException(
                $"one class is expected, and it is the name of {found.Count}: {string.Join("; ", found.Select(Describe))}. "
                + $"Use {(_ids is null ? "the index" : "the id or the index")} of the one that is meant.", $"'{name}'");
        }

        for (int i = 0; i < Distinct.Count; i++)
        {
            if (Distinct[i] == name)
                return i;
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _labels.Count ? index : null;
    }

    private string Describe(int index) => $"{_labels[index]} (index {Text(index)}{(_ids is null ? "" : $", {_ids[index]}")})";

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
