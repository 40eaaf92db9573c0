using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Finds the names of a model's classes.</summary>
internal static class ClassNames
{
    /// <summary>The user's own names, else the file's, else ImageNet's where there are 1000 classes, else the numbers.</summary>
    public static IReadOnlyList<string> Resolve(ModelDescription model, IReadOnlyList<string>? own)
    {
        if (model.Scores is not { Length: var count })
            return [];
        IReadOnlyList<string>? names = own ?? model.ReadList(ModelMetadata.Labels) ?? FromHuggingFace(model, count);
        if (names is null)
            return count == ImageNetClasses.Count ? ImageNetClasses.Names : Numbers(count);
        if (names.Count != count)
        {
            throw new VitModelException(
                $"{count} class names are expected, one for each score, and {(own is null ? "its metadata has" : "the options have")} {names.Count}. "
                    + "Give the names of the classes that the model was trained on.",
                model.Path);
        }

        return names.ToArray();
    }

    private static IReadOnlyList<string>? FromHuggingFace(ModelDescription model, int count) =>
        model.Header.Metadata.TryGetValue(Id2Label.Key, out string? json) && Id2Label.Read(json) is { } names && names.Count == count ? names : null;

    private static string[] Numbers(int count)
    {
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = i.ToString(CultureInfo.InvariantCulture);
        return names;
    }
}
