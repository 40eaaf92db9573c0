using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>What a cache knows of the images of one batch, by their slots. Slots may be looked up by several threads at once.</summary>
internal sealed class BatchLookup(FeatureTable table, int size)
{
    private readonly KnownImage[] _images = [.. Enumerable.Range(0, size).Select(_ => new KnownImage(table))];

    /// <summary>Makes ready for another batch.</summary>
    public void Refresh() => table.Refresh();

    /// <summary>Makes ready for another image in a slot.</summary>
    public IKnownImages Begin(int slot)
    {
        _images[slot].Reset();
        return _images[slot];
    }

    /// <summary>Leaves out an image that turned out to be bad.</summary>
    public void Forget(int slot) => _images[slot].Reset();

    /// <summary>Whether the features of the slot's image have been found.</summary>
    public bool IsFound(int slot) => _images[slot].IsFound;

    /// <summary>The features of the slot's image, where they have been found.</summary>
    public ReadOnlySpan<float> GetVector(int slot) => _images[slot].Vector;

    /// <summary>The first slot before this one whose image has the same contents and has not been found; null where there is none.</summary>
    public int? FindSame(int slot)
    {
        if (_images[slot].Hash is not { } hash)
            return null;
        for (int earlier = 0; earlier < slot; earlier++)
        {
            if (_images[earlier].Hash == hash && !_images[earlier].IsFound)
                return earlier;
        }

        return null;
    }

    /// <summary>Stores the features of the images that have not been found.</summary>
    /// <param name="count">The number of slots in use.</param>
    /// <param name="getVector">Gives a slot's features.</param>
    /// <exception cref="VitCacheException">They cannot be stored.</exception>
    public void Store(int count, Func<int, ReadOnlyMemory<float>> getVector)
    {
        var scored = new List<(ImageHash, ReadOnlyMemory<float>)>();
        for (int slot = 0; slot < count; slot++)
        {
            // Numbers that are not finite come of a fault that may have gone by the next time.
            if (_images[slot] is { IsFound: false, Hash: { } hash } && FindSame(slot) is null && IsFinite(getVector(slot).Span))
                scored.Add((hash, getVector(slot)));
        }

        table.Store(CollectionsMarshal.AsSpan(scored));
    }

    public static bool IsFinite(ReadOnlySpan<float> vector)
    {
        foreach (float value in vector)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
