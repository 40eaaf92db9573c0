namespace VitMlNet.Store.Storage;

/// <summary>
/// Lets one call of one process at a time fetch a model. The lock is an open file that nobody else may open, so that it ends with
/// the process, however that ends; the file itself stays.
/// </summary>
internal static class StoreLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="waiting">Called once if there is something to wait for.</param>
    /// <param name="token">Stops the waiting.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, CancellationToken token)
    {
        for (bool told = false; ; told = true)
        {
            token.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
                return held;
            if (!told)
                waiting();
            await Task.Delay(Patience, token).ConfigureAwait(false);
        }
    }

    /// <summary>The lock, or <see langword="null"/> when another holds it.</summary>
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
