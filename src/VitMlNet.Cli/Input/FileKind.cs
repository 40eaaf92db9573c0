namespace VitMlNet.Cli.Input;

/// <summary>Tells a checkpoint from a model file.</summary>
internal static class FileKind
{
    /// <summary>Whether the file or folder is a checkpoint, by what it holds, or by its name where that says nothing.</summary>
    /// <remarks>A file that cannot be read counts as a model file, whose reader says what is wrong.</remarks>
    public static bool IsCheckpoint(string path) => CheckpointConverter.IsCheckpoint(path);
}
