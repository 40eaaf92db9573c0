using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet.Imaging.Sampling;

/// <summary>Moves pixels between memory and vectors; where the processor has no vectors, the runtime does the same lane by lane.</summary>
internal static class PixelVectors
{
    /// <summary>The four bytes of a pixel as four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ToInt32(uint pixel)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(pixel).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    /// <summary>The four bytes of a pixel as four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToSingle(uint pixel) => Vector128.ConvertToSingle(ToInt32(pixel));

    /// <summary>Writes a row of scaled pixels, three values each; <paramref name="row"/> has four for each, the last without meaning.</summary>
    public static void StoreRow(ReadOnlySpan<Vector128<float>> row, PixelScale scale, Span<float> pixels)
    {
        int last = row.Length - 1;
        ref float target = ref MemoryMarshal.GetReference(pixels[..(3 * row.Length)]);
        // Each store runs one value over into the next pixel, which then overwrites it; the last pixel has no next.
        for (int x = 0; x < last; x++)
            scale.Apply(row[x]).StoreUnsafe(ref target, (nuint)(3 * x));
        Vector128<float> value = scale.Apply(row[last]);
        pixels[3 * last] = value[0];
        pixels[(3 * last) + 1] = value[1];
        pixels[(3 * last) + 2] = value[2];
    }
}
