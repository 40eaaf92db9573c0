using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The 1000 classes of ILSVRC-2012 in the order of their WordNet ids, which is the order of the logits of ImageNet-1k models.</summary>
/// <remarks>The names are the first words of the classes' synsets in WordNet 3.0; a few are shared by two classes, the ids are not.</remarks>
public static class ImageNetClasses
{
    /// <summary>The classes' names, 1000 of them.</summary>
    public static IReadOnlyList<string> Names => ImageNetClassTable.Names;

    /// <summary>The classes' WordNet ids (<c>n01440764</c>), 1000 of them in ascending order.</summary>
    public static IReadOnlyList<string> WordNetIds => ImageNetClassTable.WordNetIds;
}
