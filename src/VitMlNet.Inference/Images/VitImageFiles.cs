namespace VitMlNet;

/// <summary>Finds the image files in folders, by the extensions of their names or else by their first bytes.</summary>
public static class VitImageFiles
{
    private static readonly string[] s_extensions =
        [".jpg", ".jpeg", ".jpe", ".jif", ".jfif", ".mpo", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif"];

    /// <summary>The usual extensions of the formats that are read, each with its dot; compared without case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = Array.AsReadOnly(s_extensions);

    /// <summary>Whether a file has the name of an image: one of the extensions, and no dot at the beginning.</summary>
    /// <param name="path">The file's name or path; it need not exist.</param>
    /// <returns>Whether the name is an image's; the contents are not read.</returns>
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
    /// <remarks>
    /// <para>
    /// A file is an image if its name has one of the <see cref="Extensions"/>, whatever it contains, or else if its first bytes are those of a
    /// format that is read: the file may have any name, or none of the extensions. Pipes and devices are never opened.
    /// </para>
    /// <para>Links to folders are followed, and each folder is entered once. Folders are read as the files are asked for.</para>
    /// </remarks>
    /// <param name="folder">The folder.</param>
    /// <param name="onUnreadable">Receives each folder that cannot be read, and why; <see langword="null"/> (the default) to throw.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <returns>The files' paths, each beginning with <paramref name="folder"/> as it was given.</returns>
    /// <exception cref="VitDataException">
    /// A folder is absent or cannot be read, and <paramref name="onUnreadable"/> is null; thrown while the paths are enumerated.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was cancelled; thrown while the paths are enumerated.</exception>
    public static IEnumerable<string> Find(
        string folder, Action<string, Exception>? onUnreadable = null, CancellationToken cancellationToken = default) =>
        Find(folder, onUnreadable, onSkipped: null, isRecursive: true, cancellationToken);

    /// <param name="folder">The folder.</param>
    /// <param name="onUnreadable">Receives each folder that cannot be read, and why; <see langword="null"/> to throw.</param>
    /// <param name="onSkipped">
    /// Receives each file that is not among the images: <see cref="VitImageErrorReason.Unsupported"/> for an image of a format that is not
    /// read (HEIC, AVIF, TIFF, PSD, JPEG XL, JPEG 2000), <see cref="VitImageErrorReason.Unreadable"/> for one that cannot be opened and for a
    /// pipe, a socket or a device, and <see cref="VitImageErrorReason.UnknownFormat"/> for every other.
    /// </param>
    /// <param name="isRecursive">Whether subfolders are searched; <see langword="true"/> by default.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <inheritdoc cref="Find(string, Action{string, Exception}?, CancellationToken)"/>
    public static IEnumerable<string> Find(
        string folder, Action<string, Exception>? onUnreadable, Action<string, VitImageErrorReason>? onSkipped, bool isRecursive = true,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new FolderSearch(onUnreadable ?? FolderSearch.Throw, onSkipped, isRecursive, cancellationToken).Find(folder);
    }
}
