namespace VitMlNet.Conversion.Onnx;

/// <summary>A file that is written under a temporary name in its folder and gets its own name when it is complete.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private bool _committed;

    /// <exception cref="ConversionException">The file cannot be made.</exception>
    public PendingFile(string path)
    {
        _path = path;
        _temporaryPath = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            if (Directory.Exists(path))
                throw new IOException("a folder has that name");
            Stream = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    public FileStream Stream { get; }

    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_temporaryPath, _path, overwrite: true);
            _committed = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk fails once more when the rest of the buffer is written; the file goes away below.
        }

        if (!_committed)
            File.Delete(_temporaryPath);
    }

    private ConversionException Unwritable(Exception exception) =>
        new($"the file cannot be written: {exception.Message} Choose a folder that exists, that you may write to, and that has room.", _path, null, exception);
}
