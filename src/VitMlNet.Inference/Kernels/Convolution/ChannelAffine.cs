using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Multiplies each channel by a factor, adds an addend, and takes the positive part: GroupNorm and ReLU.</summary>
internal readonly unsafe struct ChannelAffine(float* factors, float* addends, int channels)
{
    public float* Factors => factors;

    public float* Addends => addends;

    /// <summary>Divides factors and addends so that the result is in steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scale(float factor)
    {
        for (int c = 0; c < channels; c++)
        {
            factors[c] *= factor;
            addends[c] *= factor;
        }
    }

    /// <summary>Bytes of whole pixels; the affine gives steps of at most 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToBytes<TLanes>(int* sums, int pixels, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = channels - channels % TLanes.Count;
        for (int p = 0; p < pixels; p++, sums += channels, destination += channels)
        {
            ToBytes<TLanes>(sums, destination, 0, vectors);
            ToBytes<Lanes1>(sums, destination, vectors, channels);
        }
    }

    /// <summary>Floats of whole pixels with a residual added before the positive part is taken; returns the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Add<TLanes>(int* sums, float* residual, int pixels, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = channels - channels % TLanes.Count;
        float largest = 0;
        for (int p = 0; p < pixels; p++, sums += channels, residual += channels, destination += channels)
        {
            largest = Math.Max(largest, Add<TLanes>(sums, residual, destination, 0, vectors));
            if (vectors < channels)
                largest = Math.Max(largest, Add<Lanes1>(sums, residual, destination, vectors, channels));
        }

        return largest;
    }

    /// <summary>The same with a residual that is normalized too; its addends are in those of this affine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Add<TLanes>(int* sums, int* residual, float* residualFactors, int pixels, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = channels - channels % TLanes.Count;
        float largest = 0;
        for (int p = 0; p < pixels; p++, sums += channels, residual += channels, destination += channels)
        {
            largest = Math.Max(largest, Add<TLanes>(sums, residual, residualFactors, destination, 0, vectors));
            if (vectors < channels)
                largest = Math.Max(largest, Add<Lanes1>(sums, residual, residualFactors, destination, vectors, channels));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToBytes<TLanes>(int* sums, byte* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Of(0);
        TLanes rounding = TLanes.Of(Quantization.Rounding);
        for (int c = from; c < to; c += TLanes.Count)
            (TLanes.Max(Normalize<TLanes>(sums, c), zero) + rounding).StoreLowBytes(destination + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Add<TLanes>(int* sums, float* residual, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Of(0);
        TLanes largest = zero;
        for (int c = from; c < to; c += TLanes.Count)
        {
            TLanes value = TLanes.Max(Normalize<TLanes>(sums, c) + TLanes.Load(residual + c), zero);
            value.Store(destination + c);
            largest = TLanes.Max(largest, value);
        }

        return largest.Largest();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Add<TLanes>(int* sums, int* residual, float* residualFactors, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Of(0);
        TLanes largest = zero;
        for (int c = from; c < to; c += TLanes.Count)
        {
            TLanes value = TLanes.MultiplyAdd(TLanes.Load(residual + c), TLanes.Load(residualFactors + c), Normalize<TLanes>(sums, c));
            value = TLanes.Max(value, zero);
            value.Store(destination + c);
            largest = TLanes.Max(largest, value);
        }

        return largest.Largest();
    }

    private TLanes Normalize<TLanes>(int* sums, int channel)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(TLanes.Load(sums + channel), TLanes.Load(factors + channel), TLanes.Load(addends + channel));
}
