namespace VitMlNet;

/// <summary>
/// The antialiasing filter of Pillow or torchvision in one direction: for each output pixel a run of source pixels and their fixed-point
/// weights.
/// </summary>
internal sealed class FilterTaps : IDisposable
{
    // 32 less 8 for the pixel and 2 for overshoot and sign.
    private const int MostPrecise = 22;

    // The weights of a strip of a picture that is enlarged so much repeat long before.
    private const long MostOutputs = 1 << 20;

    private readonly VitInterpolation _interpolation;
    private readonly double _scale;
    private readonly double _stretch;
    private readonly int _source;
    private readonly int _mostTaps;
    private readonly Rented<int> _runs;
    private readonly Rented<int> _weights;

    public FilterTaps(AxisPlan plan, VitInterpolation interpolation, VitResizeArithmetic arithmetic = VitResizeArithmetic.Pillow)
    {
        _interpolation = interpolation;
        _source = plan.Source;
        _scale = (double)plan.Source / plan.Resized;
        _stretch = Math.Max(_scale, 1);
        _mostTaps = (int)Math.Min(((long)Math.Ceiling(FilterKernel.SupportOf(interpolation) * _stretch) * 2) + 1, plan.Source);
        Count = plan.Count;
        _runs = new Rented<int>(2 * Count);
        _weights = new Rented<int>(checked(Count * _mostTaps));
        using var exact = new Rented<double>(_mostTaps);
        Precision = arithmetic == VitResizeArithmetic.Torchvision ? PrecisionIn16Bits(plan.Resized, exact.Span) : MostPrecise;
        for (int i = 0; i < Count; i++)
        {
            (int first, int count) = Weigh(plan.Start + i, exact.Span);
            (_runs.Span[2 * i], _runs.Span[(2 * i) + 1]) = (first, count);
            for (int tap = 0; tap < count; tap++)
                _weights.Span[(i * _mostTaps) + tap] = ToFixed(exact.Span[tap]);
        }
    }

    /// <summary>The fractional bits of a weight.</summary>
    public int Precision { get; }

    /// <summary>The number of output pixels.</summary>
    public int Count { get; }

    /// <summary>The first source pixel that is needed at all.</summary>
    public int FirstNeeded => All.First(0);

    /// <summary>The source pixel after the last that is needed at all.</summary>
    public int EndNeeded => All.First(Count - 1) + All.Weights(Count - 1).Length;

    /// <summary>The runs of all output pixels.</summary>
    public Runs All => new(_runs.Span, _weights.Span, _mostTaps);

    public void Dispose()
    {
        _runs.Dispose();
        _weights.Dispose();
    }

    /// <summary>Writes the weights of an output pixel's source pixels, with a sum of 1.</summary>
    private (int First, int Count) Weigh(long output, Span<double> weights)
    {
        double center = (output + 0.5) * _scale, support = FilterKernel.SupportOf(_interpolation) * _stretch;
        int first = Math.Max((int)(center - support + 0.5), 0), end = (int)Math.Min(center + support + 0.5, _source);
        weights = weights[..(end - first)];
        double sum = 0;
        for (int tap = 0; tap < weights.Length; tap++)
        {
            weights[tap] = FilterKernel.Weight(_interpolation, (tap + first - center + 0.5) * (1 / _stretch));
            sum += weights[tap];
        }

        for (int tap = 0; tap < weights.Length && sum != 0; tap++)
            weights[tap] /= sum;
        return (first, weights.Length);
    }

    /// <summary>The most fractional bits with which every weight of the whole axis stays below 2 to the 15th.</summary>
    private int PrecisionIn16Bits(long outputs, Span<double> weights)
    {
        double most = 0;
        for (long output = 0; output < Math.Min(outputs, MostOutputs); output++)
        {
            foreach (double weight in weights[..Weigh(output, weights).Count])
                most = Math.Max(most, weight);
        }

        int precision = 0;
        while (precision < MostPrecise && (int)(0.5 + (most * (1 << (precision + 1)))) < 1 << 15)
            precision++;
        return precision;
    }

    private int ToFixed(double weight) => (int)((weight * (1 << Precision)) + (weight < 0 ? -0.5 : 0.5));

    /// <summary>Reads the runs; made once for a loop.</summary>
    internal readonly ref struct Runs(ReadOnlySpan<int> runs, ReadOnlySpan<int> weights, int mostTaps)
    {
        private readonly ReadOnlySpan<int> _runs = runs;
        private readonly ReadOnlySpan<int> _weights = weights;

        /// <summary>The first source pixel of an output pixel.</summary>
        public int First(int output) => _runs[2 * output];

        /// <summary>The weights of an output pixel's source pixels, with <see cref="Precision"/> fractional bits.</summary>
        public ReadOnlySpan<int> Weights(int output) => _weights.Slice(output * mostTaps, _runs[(2 * output) + 1]);
    }
}
