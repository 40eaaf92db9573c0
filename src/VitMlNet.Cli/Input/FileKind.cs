namespace VitMlNet.Cli.Input;

/// <summary>Tells a checkpoint from a model file.</summary>
internal static class FileKind
{
    /// <summary>Whether the file is a checkpoint (a zip archive, by its first two bytes, or by its name when it is too short).</summary>
    /// <remarks>A file that cannot be read counts as a model file, whose reader says what is wrong.</remarks>
    public static bool IsCheckpoint(string path)
    {
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            return true;
        try
        {
            Span<byte> start = stackalloc byte[2];
            using FileStream file = File.OpenRead(path);
            return file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("PK"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
