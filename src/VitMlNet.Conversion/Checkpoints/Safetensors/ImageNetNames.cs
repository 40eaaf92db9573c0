namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Tells the names of ILSVRC-2012 from those of other classes.</summary>
internal static class ImageNetNames
{
    /// <summary>Whether these are the 1000 classes in their order; of several names for a class the first counts.</summary>
    public static bool Are(IReadOnlyList<string> names) =>
        names.Count == ImageNetClasses.Count && names.Zip(ImageNetClasses.Names).All(pair => First(pair.First) == First(pair.Second));

    private static string First(string names) => names.Split(',')[0].Trim().Replace('_', ' ').ToUpperInvariant();
}
