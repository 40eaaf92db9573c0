namespace VitMlNet.ModelFile;

/// <summary>The paths by which shells pass on what another program writes: <c>/dev/stdin</c>, and <c>/dev/fd/63</c> for <c>&lt;(…)</c>.</summary>
internal static class PipedInput
{
    private static readonly string[] s_folders = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>Whether a path is one of them and can be read only once, from its start to its end.</summary>
    public static bool IsAt(string path) =>
        (path == "/dev/stdin" || Array.Exists(s_folders, folder => path.StartsWith(folder, StringComparison.Ordinal)))
        && FileTypes.Find(path) is FileType.Pipe or FileType.Socket or FileType.CharacterDevice;
}
