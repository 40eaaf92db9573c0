namespace VitMlNet.ModelFile;

/// <summary>
/// Allows one call in one process of this machine at a time to do something. The lock is a file opened for exclusive use, so that it ends with the
/// process, however that ends; the file itself remains.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan s_pollingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="waiting">Called once if another call has the lock.</param>
    /// <param name="token">Cancels the wait.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, CancellationToken token)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            token.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } taken)
                return taken;
            if (isFirst)
                waiting();
            await Task.Delay(s_pollingInterval, token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock, or returns <see langword="null"/> if another call has it.</summary>
    public static IDisposable? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(path))
        {
            return null;
        }
    }
}
