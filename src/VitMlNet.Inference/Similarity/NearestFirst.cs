namespace VitMlNet;

/// <summary>Keeps the nearest of the places that are offered, at most a given number.</summary>
internal sealed class NearestFirst(int count)
{
    private readonly PriorityQueue<(int Place, float Similarity), (float Similarity, int Earlier)> _kept = new(count + 1);

    public void Offer(int place, float similarity)
    {
        if (_kept.Count < count)
            _kept.Enqueue((place, similarity), (similarity, -place));
        else if (count > 0 && similarity > _kept.Peek().Similarity)
            _kept.EnqueueDequeue((place, similarity), (similarity, -place));
    }

    /// <summary>The kept places, nearest first, and the lower place first among equally near ones.</summary>
    public IReadOnlyList<(int Place, float Similarity)> Take()
    {
        var nearest = new (int Place, float Similarity)[_kept.Count];
        for (int i = nearest.Length - 1; i >= 0; i--)
            nearest[i] = _kept.Dequeue();
        return nearest;
    }
}
