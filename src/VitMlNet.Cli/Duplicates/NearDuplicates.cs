using System.Collections.Concurrent;

namespace VitMlNet.Cli;

/// <summary>Two photographs that are the same, or copies of one in another size, quality or format.</summary>
/// <param name="One">The one that comes first.</param>
/// <param name="Other">The other.</param>
internal sealed record DuplicatePair(string One, string Other);

/// <summary>Finds photographs that are nearly the same: their features point the same way, and small grey copies of them look the same.</summary>
internal sealed class NearDuplicates
{
    private const float LeastSimilarity = 0.95f;
    private const int Neighbours = 4;

    // Some minutes of two cores.
    private const double MostProducts = 2e12;

    private readonly List<(string Path, float[] Features)> photographs = [];

    public void Add(string path, float[] features)
    {
        if (features.AsSpan().ContainsAnyExcept(0f))
            photographs.Add((path, features));
    }

    /// <summary>All pairs, in the order of the paths; <see langword="null"/> where there are too many photographs to compare each with each.</summary>
    public IReadOnlyList<DuplicatePair>? Find(CancellationToken token)
    {
        if (photographs.Count < 2)
            return [];
        if ((double)photographs.Count * photographs.Count * photographs[0].Features.Length > MostProducts)
            return null;
        var index = new VitNeighborIndex<int>(photographs[0].Features.Length);
        for (int i = 0; i < photographs.Count; i++)
            index.Add(i, photographs[i].Features);
        var hashes = new ConcurrentDictionary<int, ulong?>();
        var pairs = new ConcurrentBag<(string, string)>();
        Parallel.For(0, photographs.Count, new ParallelOptions { CancellationToken = token }, i =>
        {
            foreach (VitNeighbor<int> near in index.Find(photographs[i].Features, Neighbours + 1))
            {
                if (near.Key == i || near.Similarity < LeastSimilarity || !AreAlike(i, near.Key))
                    continue;
                (string one, string other) = (photographs[i].Path, photographs[near.Key].Path);
                pairs.Add(string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one));
            }
        });
        return [.. pairs.Distinct().Order().Select(pair => new DuplicatePair(pair.Item1, pair.Item2))];

        bool AreAlike(int one, int other) => Hash(one) is { } first && Hash(other) is { } second && PictureHash.AreAlike(first, second);

        ulong? Hash(int place) => hashes.GetOrAdd(place, key => PictureHash.Of(photographs[key].Path));
    }
}
