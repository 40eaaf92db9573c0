using System.Runtime.CompilerServices;

namespace VitMlNet;

/// <summary>The photographs that the sources of a job stand for.</summary>
public static class VitJobImages
{
    /// <summary>
    /// Finds photographs: a folder (a path or <c>file://…</c>) stands for the images in it and in its subfolders, as
    /// <see cref="VitImageFiles"/> finds them, and an address of a store for the images below it, unless its extension is an image's.
    /// Anything else stands for itself.
    /// </summary>
    /// <param name="sources">The sources; paths become full ones.</param>
    /// <param name="stores">The stores that addresses may name.</param>
    /// <param name="onUnreadable">Receives each folder that cannot be read, and why; <see langword="null"/> (the default) to throw.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <returns>The photographs' addresses, one after the other as they are found.</returns>
    /// <exception cref="VitObjectStoreException">A store cannot be listed.</exception>
    public static async IAsyncEnumerable<string> FindAsync(
        IEnumerable<string> sources,
        VitObjectStores stores,
        Action<string, Exception>? onUnreadable = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(stores);
        foreach (string source in sources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stores.IsStored(source) && !VitImageFiles.IsImageFile(source))
            {
                (RetryingStore store, string prefix) = stores.FindObject(source);
                string container = source[..(source.Length - prefix.Length)].TrimEnd('/');
                await foreach (VitStoredObject item in store.ListAsync(prefix.Length == 0 || prefix.EndsWith('/') ? prefix
                    : prefix + "/", cancellationToken).ConfigureAwait(false))
                {
                    if (VitImageFiles.IsImageFile(item.Key))
                        yield return $"{container}/{item.Key}";
                }
            }
            else if (ImageAddress.FolderOf(source) is { } path)
            {
                string full = Path.GetFullPath(path);
                // A list may name millions of files, and each question to a network takes its time.
                if (VitImageFiles.IsImageFile(full) || !Directory.Exists(full))
                {
                    yield return full;
                    continue;
                }

                foreach (string image in VitImageFiles.Find(full, onUnreadable, cancellationToken))
                    yield return image;
            }
            else
            {
                yield return source;
            }
        }
    }
}
