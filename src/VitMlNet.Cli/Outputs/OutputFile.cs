using System.Collections.Concurrent;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Opens the files that commands write, each complete or absent.</summary>
internal static class OutputFile
{
    private static readonly ConcurrentDictionary<AtomicFile, string> Created = [];

    /// <summary>Creates a file that appears when it is committed.</summary>
    /// <exception cref="UsageException">The file cannot be created there.</exception>
    public static AtomicFile Create(string path)
    {
        try
        {
            var file = new AtomicFile(path);
            Created.TryAdd(file, path);
            return file;
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

    /// <summary>What went wrong with writing one of these files, in words that name it; <see langword="null"/> for another error.</summary>
    public static string? Describe(IOException exception)
    {
        foreach ((AtomicFile file, string path) in Created)
        {
            if (!exception.Message.Contains($"'{file.TemporaryPath ?? file.Target}'", StringComparison.Ordinal))
                continue;
            return $"{path}: {WriteErrors.Describe(exception, path, file.Written)} Free some space, or name a file on another disk.";
        }

        return null;
    }

    /// <summary>Deletes what is not committed, when the process ends while a command cannot do it.</summary>
    public static void DiscardAll()
    {
        foreach (AtomicFile file in Created.Keys)
            file.Dispose();
    }
}
