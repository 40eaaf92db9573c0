namespace VitMlNet;

/// <summary>The generator SplitMix64, whose numbers are the same on every platform and in every version of .NET.</summary>
internal sealed class SplitMix64(ulong state)
{
    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Fisher and Yates's shuffle.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            // The high half of the product: for counts below 2^32 its bias is below 2^-32.
            int other = (int)Math.BigMul(Next(), (ulong)last + 1, out _);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }
}
