namespace VitMlNet;

/// <summary>The pixels that each output pixel is interpolated from, in one direction, and with what weights.</summary>
internal sealed class AxisTaps : IDisposable
{
    private readonly Rented<int> _index;
    private readonly Rented<float> _weight;

    private AxisTaps(int count, int taps, int weights)
    {
        Taps = taps;
        Count = count;
        _index = new Rented<int>(count * taps);
        _weight = new Rented<float>(count * weights);
    }

    public int Count { get; }

    /// <summary>The number of source pixels for each output pixel.</summary>
    public int Taps { get; }

    /// <summary>The source pixels, <see cref="Taps"/> for each output pixel, in upright order.</summary>
    public Span<int> Index => _index.Span;

    /// <summary>Nearest: none. Bilinear: how far each output pixel lies from its first source pixel to its second. Bicubic: a weight for each source pixel.</summary>
    public Span<float> Weight => _weight.Span;

    public static AxisTaps Create(AxisPlan plan, VitInterpolation interpolation, VitResizeArithmetic arithmetic)
    {
        if (interpolation == VitInterpolation.NearestExact)
            return CreateNearest(plan, arithmetic);
        bool cubic = interpolation == VitInterpolation.Bicubic;
        var taps = new AxisTaps(plan.Count, cubic ? 4 : 2, cubic ? 4 : 1);
        // TensorFlow computes the coordinates in float32, so that they are not quite those of exact arithmetic.
        float scale = (float)plan.Source / plan.Resized;
        for (int i = 0; i < plan.Count; i++)
        {
            float position = ((plan.Start + i + 0.5f) * scale) - 0.5f;
            if (cubic)
                taps.SetCubic(i, position, plan.Source);
            else
                taps.SetLinear(i, position, plan.Source);
        }

        return taps;
    }

    public void Dispose()
    {
        _index.Dispose();
        _weight.Dispose();
    }

    private static AxisTaps CreateNearest(AxisPlan plan, VitResizeArithmetic arithmetic)
    {
        var taps = new AxisTaps(plan.Count, 1, 0);
        if (arithmetic != VitResizeArithmetic.Pillow)
        {
            float scale = (float)plan.Source / plan.Resized;
            for (int i = 0; i < plan.Count; i++)
                taps.Index[i] = (int)Math.Min(MathF.Floor((plan.Start + i + 0.5f) * scale), plan.Source - 1);
            return taps;
        }

        // Pillow adds the steps up, so that the sum of their roundings decides where a centre lies between two pixels.
        const long FarAway = 1 << 22;
        double step = (double)plan.Source / plan.Resized;
        long first = plan.Start > FarAway ? plan.Start : 0;
        double position = step * (first + 0.5);
        for (long i = first; i < plan.Start + plan.Count; i++, position += step)
        {
            if (i >= plan.Start)
                taps.Index[(int)(i - plan.Start)] = Math.Min((int)position, plan.Source - 1);
        }

        return taps;
    }

    private void SetLinear(int i, float position, int length)
    {
        float floor = MathF.Floor(position);
        Index[2 * i] = Math.Clamp((int)floor, 0, length - 1);
        Index[(2 * i) + 1] = Math.Clamp((int)MathF.Ceiling(position), 0, length - 1);
        Weight[i] = position - floor;
    }

    // Keys' kernel; source pixels beyond the border count nothing, and the others are weighted to a sum of 1.
    private void SetCubic(int i, float position, int length)
    {
        int first = (int)MathF.Floor(position) - 1;
        Span<int> index = Index.Slice(4 * i, 4);
        Span<float> weight = Weight.Slice(4 * i, 4);
        float sum = 0;
        for (int tap = 0; tap < 4; tap++)
        {
            index[tap] = Math.Clamp(first + tap, 0, length - 1);
            weight[tap] = first + tap == index[tap] ? (float)FilterKernel.Bicubic(position - (first + tap)) : 0;
            sum += weight[tap];
        }

        for (int tap = 0; tap < 4; tap++)
            weight[tap] /= sum;
    }
}
