using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VitMlNet;

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

    /// <summary>The bytes of two neighbouring pixels as eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInt32Pair(ReadOnlySpan<uint> pixels, int at)
    {
        ulong pair = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(pixels.Slice(at, 2))));
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(pair).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    /// <summary>The four bytes of a pixel as four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToSingle(uint pixel) => Vector128.ConvertToSingle(ToInt32(pixel));

    /// <summary>Writes a row of scaled pixels, three values each; <paramref name="row"/> has four for each, the last without meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreRow(ReadOnlySpan<Vector128<float>> row, PixelScale.Lanes lanes, Span<float> pixels)
    {
        int last = row.Length - 1;
        ref float target = ref MemoryMarshal.GetReference(pixels[..(3 * row.Length)]);
        // Each store runs one value over into the next pixel, which then overwrites it; the last pixel has no next.
        for (int x = 0; x < last; x++)
            lanes.Apply(row[x]).StoreUnsafe(ref target, (nuint)(3 * x));
        StoreLast(lanes.Apply(row[last]), pixels);
    }

    /// <summary>Writes the last pixel of a row.</summary>
    public static void StoreLast(Vector128<float> pixel, Span<float> pixels)
    {
        pixels[^3] = pixel[0];
        pixels[^2] = pixel[1];
        pixels[^1] = pixel[2];
    }
}
