namespace VitMlNet;

/// <summary>What a cache counts; changed by <see cref="Interlocked"/>.</summary>
internal sealed class CacheCounters
{
    public long Hits;

    public long Misses;
}
