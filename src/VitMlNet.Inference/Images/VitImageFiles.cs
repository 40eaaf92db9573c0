
namespace VitMlNet;

/// <summary>Finds the image files in folders, by the extensions of their names.</summary>
public static class VitImageFiles
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>The extensions of the formats that are read, each with its dot; compared without case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = Array.AsReadOnly(s_extensions);

    /// <summary>Whether a file would be found: its name has one of the extensions and does not begin with a dot.</summary>
    /// <param name="path">The file's name or path; it need not exist.</param>
    /// <returns>Whether the name is an image's; the contents are not looked at.</returns>
    public static bool IsImageFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        ReadOnlySpan<char> extension = Path.GetExtension(name);
        foreach (string known in s_extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return name[0] != '.';
        }

        return false;
    }

    /// <summary>Finds the image files in a folder and its subfolders, in ordinal order of the names; names that begin with a dot are left out.</summary>
    /// <remarks>Links to folders are followed, except for those that lead back to a folder above. Folders are read as the files are asked for.</remarks>
    /// <param name="folder">The folder.</param>
    /// <param name="onUnreadable">Is told each folder that cannot be read, and why; <see langword="null"/> (the default) to throw.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <returns>The files' paths, each beginning with <paramref name="folder"/> as it was given.</returns>
    /// <exception cref="VitDataException">
    /// A folder is absent or cannot be read, and <paramref name="onUnreadable"/> is null; thrown while the paths are enumerated.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was cancelled; thrown while the paths are enumerated.</exception>
    public static IEnumerable<string> Find(
        string folder, Action<string, Exception>? onUnreadable = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new FolderSearch(onUnreadable ?? FolderSearch.Throw, cancellationToken).Find(folder);
    }
}
