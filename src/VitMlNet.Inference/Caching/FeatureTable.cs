using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The stored features of one key: an index in memory over segments on disk. Safe for use by many threads at once.</summary>
internal sealed class FeatureTable : IDisposable
{
    private readonly string _folder;
    private readonly SegmentLayout _layout;
    private readonly CacheCounters _counters;
    private readonly Dictionary<ImageHash, Place> _index = [];
    private readonly Dictionary<int, SegmentReader> _segments = [];
    private readonly Lock _gate = new();
    private SegmentWriter? _writer;
    private bool _disposed;

    private FeatureTable(string folder, SegmentLayout layout, CacheCounters counters) => (_folder, _layout, _counters) = (folder, layout, counters);

    /// <summary>The number of features of an image.</summary>
    public int VectorLength => _layout.VectorLength;

    /// <exception cref="VitCacheException">The key's folder cannot be made.</exception>
    public static FeatureTable Open(string folder, CacheKey key, CacheCounters counters)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string meaning = Path.Combine(folder, "key.json");
            if (!File.Exists(meaning))
            {
                using var file = new AtomicFile(meaning);
                file.Stream.Write(Encoding.UTF8.GetBytes(key.Text));
                file.Commit();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitCacheException($"features cannot be stored: {e.Message} Free space on the disk and check permissions, name another folder, or use "
                + "no cache.", folder, e);
        }

        var table = new FeatureTable(folder, new SegmentLayout(key), counters);
        table.Refresh();
        return table;
    }

    /// <summary>Takes in what other writers have stored since the last time.</summary>
    /// <exception cref="ObjectDisposedException">The cache has been disposed.</exception>
    public void Refresh()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitFeatureCache));
            for (int number = 0; ; number++)
            {
                if (!_segments.TryGetValue(number, out SegmentReader? segment))
                {
                    string path = SegmentWriter.FindPath(_folder, number);
                    if (!File.Exists(path))
                        return;
                    segment = SegmentReader.TryOpen(path, _layout);
                    if (segment is null)
                        continue;
                    _segments.Add(number, segment);
                }

                // The last record of an image counts: an earlier one was found to be damaged.
                segment.IndexNew((hash, record) => _index[hash] = new Place(segment, record));
            }
        }
    }

    /// <summary>Finds the features of an image.</summary>
    /// <exception cref="ObjectDisposedException">The cache has been disposed.</exception>
    public bool TryFind(ImageHash hash, Span<float> vector)
    {
        Place place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitFeatureCache));
            if (!_index.TryGetValue(hash, out place))
                return false;
        }

        if (place.Segment.TryReadRecord(place.Record, hash, vector))
        {
            Interlocked.Increment(ref _counters.Hits);
            return true;
        }

        lock (_gate)
        {
            if (_index.TryGetValue(hash, out Place now) && now == place)
                _index.Remove(hash);
        }

        return false;
    }

    /// <summary>Stores the features of images that were not found.</summary>
    /// <exception cref="VitCacheException">The disk is full, or the files cannot be written; none of these features is stored then.</exception>
    /// <exception cref="ObjectDisposedException">The cache has been disposed.</exception>
    public void Store(ReadOnlySpan<(ImageHash Hash, ReadOnlyMemory<float> Vector)> images)
    {
        if (images.IsEmpty)
            return;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitFeatureCache));
            var records = new byte[images.Length * _layout.RecordLength];
            int count = 0;
            foreach ((ImageHash hash, ReadOnlyMemory<float> vector) in images)
            {
                if (!_index.ContainsKey(hash))
                    _layout.WriteRecord(records.AsSpan(count++ * _layout.RecordLength, _layout.RecordLength), hash, vector.Span);
            }

            _writer ??= SegmentWriter.Open(_folder, _layout);
            _writer.Append(records.AsSpan(0, count * _layout.RecordLength));
            Interlocked.Add(ref _counters.Misses, images.Length);
        }

        Refresh();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _writer?.Dispose();
            foreach (SegmentReader segment in _segments.Values)
                segment.Dispose();
        }
    }

    private readonly record struct Place(SegmentReader Segment, long Record);
}
