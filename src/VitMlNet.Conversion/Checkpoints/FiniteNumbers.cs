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

    /// <exception cref="ConversionException">A value is NaN or infinite; the message says which.</exception>
    public static void Check(ReadOnlySpan<float> values, IReadOnlyList<int> shape, string path, string tensorName)
    {
        int index = IndexOfNonFinite(values);
        if (index < 0)
            return;
        var position = new int[shape.Count];
        int rest = index;
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            position[axis] = rest % shape[axis];
            rest /= shape[axis];
        }

        string kind = float.IsNaN(values[index]) ? "not a number (NaN)" : "infinite as float32";
        throw new ConversionException(
            $"Element [{string.Join(", ", position)}] (flat index {index}) is {kind}; all weights must be finite. "
            + "The training run has diverged, or the file is damaged: use another checkpoint, or download it again.",
            path,
            tensorName);
    }
}
