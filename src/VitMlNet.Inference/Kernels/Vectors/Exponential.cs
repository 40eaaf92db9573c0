using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Powers of two of vectors.</summary>
internal static class Exponential
{
    public const float Log2E = 1.44269504f;

    /// <summary>2^x, within 3e-7 of its value, for x clamped to [-126, 126].</summary>
    /// <remarks>The nearest whole number goes to the exponent; a Taylor polynomial of degree 6 gives the rest, at most a half away from 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Base2<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Of(-126)), TLanes.Of(126));
        TLanes rounding = TLanes.Of(Quantization.Rounding);
        TLanes biased = x + rounding;
        TLanes rest = x - (biased - rounding);
        TLanes power = TLanes.Of(1.5403530e-4f);
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(1.3333558e-3f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(9.6181291e-3f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(5.5504109e-2f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(0.24022651f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(0.69314718f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Of(1));
        return TLanes.AddExponents(power, biased);
    }
}
