namespace VitMlNet;

/// <summary>The stored rows, or columns, that are needed at all, in stored order.</summary>
internal sealed class GridAxis : IDisposable
{
    private readonly Rented<int> _positions;

    /// <summary>Collects what <paramref name="taps"/> need of a stored direction of <paramref name="length"/> pixels.</summary>
    public GridAxis(AxisTaps taps, int length, bool reversed)
    {
        Span<int> index = taps.Index;
        if (reversed)
        {
            foreach (ref int position in index)
                position = length - 1 - position;
        }

        _positions = new Rented<int>(index.Length);
        Span<int> positions = _positions.Span;
        index.CopyTo(positions);
        positions.Sort();
        int count = 0;
        foreach (int position in positions)
        {
            if (count == 0 || positions[count - 1] != position)
                positions[count++] = position;
        }

        First = positions[0];
        int range = positions[count - 1] + 1 - First;
        // Copying a run of pixels is faster than picking most of them.
        IsRun = range < 2 * count;
        Count = IsRun ? range : count;
    }

    /// <summary>The number of places.</summary>
    public int Count { get; }

    /// <summary>The first needed row, or column.</summary>
    public int First { get; }

    /// <summary>Whether all from the first needed to the last have a place, since most of them are needed.</summary>
    public bool IsRun { get; }

    /// <summary>Where it is no run: the needed rows, or columns, ascending.</summary>
    public ReadOnlySpan<int> Positions => _positions.Span[..Count];

    /// <summary>The place of a stored row, or column; negative, or <see cref="Count"/> and more, where it has none.</summary>
    public int SlotOf(int position) => IsRun ? position - First : Positions.BinarySearch(position);

    /// <summary>Makes the taps refer to the grid: each stored position becomes its place there, times <paramref name="stride"/>.</summary>
    public void Rewrite(AxisTaps taps, int stride)
    {
        foreach (ref int position in taps.Index)
            position = SlotOf(position) * stride;
    }

    public void Dispose() => _positions.Dispose();
}
