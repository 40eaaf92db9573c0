namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The number of elements of a shape that a file claims.</summary>
internal static class ElementCount
{
    /// <summary>The product of the sizes; <see langword="null"/> for a negative size, or more elements than an array can have.</summary>
    public static long? Of(IEnumerable<long> shape)
    {
        long count = 1;
        bool tooMany = false;
        foreach (long size in shape)
        {
            if (size < 0)
                return null;
            // A size of zero behind large ones makes an empty array all the same.
            tooMany = size > 0 && (tooMany || size > Array.MaxLength / Math.Max(1, count));
            count = size == 0 ? 0 : tooMany ? count : count * size;
        }

        return tooMany ? null : count;
    }
}
