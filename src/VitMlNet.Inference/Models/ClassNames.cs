using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Finds the names of a model's classes.</summary>
internal static class ClassNames
{
    private const string LabelsOption = $"say the names with {nameof(VitModelOptions)}.{nameof(VitModelOptions.Labels)} (in the tool, --labels FILE)";

    /// <summary>The user's own names, else the file's, else ImageNet's where there are 1000 classes, else the numbers.</summary>
    public static IReadOnlyList<string> Resolve(ModelDescription model, IReadOnlyList<string>? own) =>
        model.Labels ?? (model.Scores is null ? [] : Resolve(model, own, null).Value);

    /// <summary>The user's own names, else those of the metadata, of the files beside the model or of the graph, else what is usual for their number.</summary>
    /// <exception cref="VitModelException">The names of the options or of the metadata are not as many as the scores.</exception>
    public static Sourced<IReadOnlyList<string>> Resolve(ModelDescription model, IReadOnlyList<string>? own, ModelSidecars? sidecars)
    {
        int count = model.Scores!.Length;
        if (own is not null)
            return new Sourced<IReadOnlyList<string>>(Counted(own, "the options have"), "the options", VitFactOrigin.Options);
        if (model.ReadList(ModelMetadata.Labels) is { } listed)
            return InFile(Counted(listed, "its metadata has"), "the metadata");
        if (model.Header.Metadata.TryGetValue(Id2Label.Key, out string? json) && Id2Label.Read(json) is { } mapped && mapped.Count == count)
            return InFile(mapped, $"the metadata entry '{Id2Label.Key}'");
        if (sidecars is not null && FindBeside(model.Scores, sidecars) is { } beside)
            return beside;
        if (model.Scores.MapKeys is { } keys)
            return InFile(keys, "the classes of ZipMap");
        return count switch
        {
            ImageNetClasses.Count => Guess(ImageNetClasses.Names, "no file names the classes, and ImageNet has as many"),
            ImageNetClasses.Count + 1 => Guess(["background", .. ImageNetClasses.Names], "no file names the classes; ImageNet has one less, behind a background"),
            _ => Guess(Numbers(count), "no file names the classes, and they are numbered"),
        };

        IReadOnlyList<string> Counted(IReadOnlyList<string> names, string who) => names.Count == count ? names.ToArray() : throw new VitModelException(
            $"{count} class names are expected, one for each score, and {who} {names.Count}. "
                + "Give the names of the classes that the model was trained on.",
            model.Path);
    }

    private static Sourced<IReadOnlyList<string>>? FindBeside(ModelOutput scores, ModelSidecars sidecars)
    {
        int count = scores.Length;
        if (sidecars.Timm?.Labels is { } timm && timm.Count == count)
            return new Sourced<IReadOnlyList<string>>(timm, sidecars.Timm.Source);
        if (sidecars.Timm is not null && count == ImageNetClasses.Count)
            return new Sourced<IReadOnlyList<string>>(ImageNetClasses.Names, $"{sidecars.Timm.Source}, which names none where they are ImageNet's");
        if (sidecars.Network?.GetLabels(count) is { } network)
            return new Sourced<IReadOnlyList<string>>(network, sidecars.Network.Source);
        if (sidecars.MetadataLabels is { } metadata && metadata.Value.Count == count)
            return metadata;
        return sidecars.Labels is { } list && list.Value.Count == count && (scores.MapKeys is not { } keys || keys[0] == "0" || keys.ToHashSet().SetEquals(list.Value))
            ? list : null;
    }

    private static Sourced<IReadOnlyList<string>> InFile(IReadOnlyList<string> names, string source) => new(names, source, VitFactOrigin.ModelFile);

    private static Sourced<IReadOnlyList<string>> Guess(IReadOnlyList<string> names, string why) => new(names, $"{why}; {LabelsOption}", VitFactOrigin.Guess);

    private static string[] Numbers(int count)
    {
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = i.ToString(CultureInfo.InvariantCulture);
        return names;
    }
}
