using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>A folder that keeps the features of photographs, so that later passes, later runs and other processes need not score them again.</summary>
/// <remarks>
/// <para>
/// Features belong to the contents of the model's files, the preprocessing, those image options that change pixels, the execution
/// provider, and the contents of the image: a file that is renamed or moved keeps its features, and one that is changed is scored again.
/// A decoded picture is known by its pixels. Images that cannot be read are not kept. What is known is not
/// decoded, so that limits such as <see cref="VitImageOptions.MaxPixels"/> do not matter for it.
/// </para>
/// <para>
/// Every scored batch is written at once, and a run that was killed goes on after the last one. Damaged records are recognised by
/// checksums, passed over, and scored again. Any number of threads and processes may use the same folder at the same time; the
/// folder is best on a local disk, since some network drives know no locks. Nothing is ever removed: delete the folder to be rid of it.
/// </para>
/// <para>
/// On disk each image takes 4 bytes for each feature and 40 more (0.8 KB with Ti/16, 4 KB with R50+L/32), and in memory about 80 bytes,
/// since features are read when they are needed.
/// </para>
/// </remarks>
public sealed class VitFeatureCache : IDisposable
{
    private readonly Dictionary<string, FeatureTable> _tables = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CacheCounters _counters = new();
    private bool _disposed;

    private VitFeatureCache(string folder) => Folder = folder;

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>How many images were found, since the cache was opened.</summary>
    public long Hits => Interlocked.Read(ref _counters.Hits);

    /// <summary>How many images were not found, and scored and stored, since the cache was opened.</summary>
    public long Misses => Interlocked.Read(ref _counters.Misses);

    /// <summary>Opens a folder for features, and makes it where it is absent.</summary>
    /// <param name="folder">
    /// The folder, or <see langword="null"/> for <c>features</c> in the folder that the environment variable <c>VITMLNET_HOME</c> names, or
    /// else in the folder <c>vitmlnet</c> of the platform's caches.
    /// </param>
    /// <returns>The cache, which is to be disposed when no rows are read any more.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="VitCacheException">The folder cannot be made, or files cannot be written in it.</exception>
    public static VitFeatureCache Open(string? folder = null)
    {
        if (folder is { Length: 0 })
            throw new ArgumentException("The name of a folder is expected, and it is empty.", nameof(folder));
        string path = Path.GetFullPath(folder ?? Path.Combine(CacheHome.Folder, "features"));
        try
        {
            Directory.CreateDirectory(path);
            using (File.Create(Path.Combine(path, $".{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose))
            {
                // That it can be written is all that is to be known.
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VitCacheException("a folder that can be written is expected for features, and it cannot be: "
                + $"{e.Message} Name another folder, or use no cache.", path, e);
        }

        return new VitFeatureCache(path);
    }

    /// <summary>Closes the files. Rows that are still read with this cache fail from then on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (FeatureTable table in _tables.Values)
                table.Dispose();
            _tables.Clear();
        }
    }

    /// <summary>The features of one model with one preprocessing.</summary>
    /// <exception cref="ObjectDisposedException">The cache has been disposed.</exception>
    /// <exception cref="VitCacheException">The files cannot be opened.</exception>
    internal FeatureTable OpenTable(CacheKey key)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_tables.TryGetValue(key.Name, out FeatureTable? table))
                _tables.Add(key.Name, table = FeatureTable.Open(Path.Combine(Folder, key.Name), key, _counters));
            return table;
        }
    }
}
