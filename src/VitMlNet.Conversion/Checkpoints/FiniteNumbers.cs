using System.Numerics;
using System.Runtime.InteropServices;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The search for NaN and infinity.</summary>
internal static class FiniteNumbers
{
    /// <summary>The bits of the largest finite float32; those of infinity and NaN, without sign, are above.</summary>
    private const uint LargestFinite = 0x7F7FFFFF;

    private const uint WithoutSign = 0x7FFFFFFF;

    /// <summary>The index of the first value that is NaN or infinite, or -1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        var withoutSign = new Vector<uint>(WithoutSign);
        var largest = new Vector<uint>(LargestFinite);
        int i = 0;
        while (i <= bits.Length - Vector<uint>.Count && Vector.LessThanOrEqualAll(new Vector<uint>(bits[i..]) & withoutSign, largest))
            i += Vector<uint>.Count;
        for (; i < bits.Length; i++)
        {
            if ((bits[i] & WithoutSign) > LargestFinite)
                return i;
        }

        return -1;
    }
}
