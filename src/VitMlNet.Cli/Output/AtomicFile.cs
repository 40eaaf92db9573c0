namespace VitMlNet.Cli.Output;

/// <summary>
/// A file that the command line names: complete or absent, see <see cref="ModelFile.AtomicFile"/>. A path that cannot be written is a
/// usage error.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly ModelFile.AtomicFile file;

    /// <exception cref="UsageException">The file cannot be created.</exception>
    public AtomicFile(string path)
    {
        try
        {
            file = new ModelFile.AtomicFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{path}: cannot be written: {exception.Message} Name a file in a folder that exists and may be written to.");
        }
    }

    public FileStream Stream => file.Stream;

    /// <summary>Gives the file its name.</summary>
    public void Commit() => file.Commit();

    public void Dispose() => file.Dispose();
}
