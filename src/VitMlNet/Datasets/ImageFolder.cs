namespace VitMlNet;

/// <summary>The images of a folder, with their labels.</summary>
internal static class ImageFolder
{
    /// <exception cref="VitDataException">The folder is absent, unreadable or without images, or an image has no label where others have one.</exception>
    public static List<LabelledImage> Read(string folder, VitFolderLabels labels)
    {
        var images = VitImageFiles.Find(folder).Select(path => new LabelledImage(path, FindLabel(folder, path, labels))).ToList();
        if (images.Count == 0)
        {
            throw new VitDataException(
                "images are expected, and the folder and its subfolders hold none "
                + $"({string.Join(", ", VitImageFiles.Extensions.Select(extension => extension[1..]))}). Check the path.",
                folder);
        }

        if (labels != VitFolderLabels.None && images.Find(image => image.Label.Length == 0) is { } without && images.Exists(image => image.Label.Length > 0))
        {
            throw new VitDataException(
                "it is directly in the root, while other images are in folders that give them labels. Move it into the "
                + $"folder of its class, or choose other {nameof(VitFolderOptions)}.{nameof(VitFolderOptions.Labels)}.",
                without.ImagePath);
        }

        return images;
    }

    private static string FindLabel(string folder, string path, VitFolderLabels labels)
    {
        if (labels == VitFolderLabels.None)
            return "";
        string[] parts = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return labels switch
        {
            VitFolderLabels.FirstFolder => parts.Length > 1 ? parts[0] : "",
            VitFolderLabels.NearestFolder => parts.Length > 1 ? parts[^2] : "",
            _ => ReadFileName(path),
        };
    }

    private static string ReadFileName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        int end = name.AsSpan().IndexOfAnyInRange('0', '9');
        string label = (end < 0 ? name : name[..end]).TrimEnd('_', '-', '.', ' ', '(', '[', '#');
        return label.Length > 0
            ? label
            : throw new VitDataException(
                "its name is expected to begin with its label, as in 'daisy_001.jpg', and does not. Rename it, or put it "
                + "into a folder of the label's name.", path);
    }
}
