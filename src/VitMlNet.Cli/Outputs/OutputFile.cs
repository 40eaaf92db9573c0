using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Opens the files that commands write, each complete or absent.</summary>
internal static class OutputFile
{
    /// <summary>Creates a file that appears when it is committed.</summary>
    /// <exception cref="UsageException">The file cannot be created there.</exception>
    public static AtomicFile Create(string path)
    {
        try
        {
            return new AtomicFile(path);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UsageException($"{path}: {e.Message} Make it first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be written: {e.Message} Name a file in a folder that exists and may be written to.", e);
        }
    }

    /// <summary>Makes sure that a file can be created there, and leaves everything as it was.</summary>
    /// <exception cref="UsageException">The file cannot be created there.</exception>
    public static void Check(string path) => Create(path).Dispose();
}
