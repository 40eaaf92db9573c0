namespace VitMlNet.Cli.Output;

/// <summary>
/// A file that is there whole or not at all: it is written under a temporary name in the same folder and moved at the end.
/// Disposing it without <see cref="Commit"/> removes the temporary file and leaves what was there before.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string target;
    private readonly string? temporary;
    private bool committed;

    /// <exception cref="UsageException">The file cannot be made there.</exception>
    public AtomicFile(string path)
    {
        try
        {
            target = Path.GetFullPath(path);
            if (Directory.Exists(target))
                throw new UsageException($"{path}: this is a folder; name a file to write.");
            if (!Directory.Exists(Path.GetDirectoryName(target)))
                throw new UsageException($"{path}: the folder {Path.GetDirectoryName(target)} does not exist; make it first.");
            // Moving a file over a device such as /dev/null would replace the device.
            if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal))
            {
                Stream = new FileStream(target, FileMode.Open, FileAccess.Write);
                return;
            }

            if (File.Exists(target))
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
            temporary = Path.Combine(
                Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid().ToString("N")[..8]}.tmp");
            Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(
                $"{path}: cannot be written: {exception.Message} Name a file in a folder that exists and may be written to.");
        }
    }

    public FileStream Stream { get; }

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        Stream.Dispose();
        if (temporary is not null)
            File.Move(temporary, target, overwrite: true);
        committed = true;
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (!committed && temporary is not null)
                File.Delete(temporary);
        }
    }
}
