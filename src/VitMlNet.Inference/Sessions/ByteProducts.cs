using System.Runtime.Intrinsics.X86;

namespace VitMlNet;

/// <summary>Whether the processor multiplies bytes into 32-bit sums.</summary>
internal static class ByteProducts
{
    private const int Avx512Vnni = 1 << 11;
    private const int AvxVnni = 1 << 4;

    /// <summary>
    /// Whether sums of byte products may overflow: an x86 processor without VNNI (AVX-512 or AVX) adds pairs of them in 16 bits.
    /// </summary>
    /// <remarks>Leaf 7 of CPUID: sub-leaf 0, ECX bit 11 is AVX512_VNNI; sub-leaf 1, EAX bit 4 is AVX_VNNI (Intel SDM, volume 2).</remarks>
    public static bool MayOverflow { get; } = X86Base.IsSupported && !HasVnni();

    private static bool HasVnni()
    {
        if (X86Base.CpuId(0, 0).Eax < 7)
            return false;
        (int subLeaves, _, int features, _) = X86Base.CpuId(7, 0);
        return (features & Avx512Vnni) != 0 || (subLeaves >= 1 && (X86Base.CpuId(7, 1).Eax & AvxVnni) != 0);
    }
}
