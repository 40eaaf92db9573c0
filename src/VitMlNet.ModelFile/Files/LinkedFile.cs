namespace VitMlNet.ModelFile;

/// <summary>The size and time of the file that a path leads to, through symbolic links; .NET gives those of the link itself.</summary>
internal static class LinkedFile
{
    /// <summary>The length in bytes; <see langword="null"/> when there is no such file.</summary>
    /// <exception cref="IOException">The links lead in a circle, or cannot be read.</exception>
    public static long? Length(string path) => Find(path) is { Exists: true } file ? file.Length : null;

    /// <summary>The file at the end of the links.</summary>
    /// <exception cref="IOException">The links lead in a circle, or cannot be read.</exception>
    public static FileInfo Find(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }
}
