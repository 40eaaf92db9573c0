namespace VitMlNet;

/// <summary>PIL's antialiasing filter in one direction: for each output pixel a run of source pixels and their fixed-point weights.</summary>
internal sealed class FilterTaps : IDisposable
{
    /// <summary>The fractional bits of a weight: 32 less 8 for the pixel and 2 for overshoot and sign.</summary>
    public const int Precision = 22;

    private readonly int _mostTaps;
    private readonly Rented<int> _runs;
    private readonly Rented<int> _weights;

    public FilterTaps(AxisPlan plan, VitInterpolation interpolation)
    {
        bool cubic = interpolation == VitInterpolation.Bicubic;
        double scale = (double)plan.Source / plan.Resized, filterScale = Math.Max(scale, 1), support = (cubic ? 2 : 1) * filterScale;
        _mostTaps = (int)Math.Min(((long)Math.Ceiling(support) * 2) + 1, plan.Source);
        Count = plan.Count;
        _runs = new Rented<int>(2 * Count);
        _weights = new Rented<int>(checked(Count * _mostTaps));
        using var exact = new Rented<double>(_mostTaps);
        for (int i = 0; i < Count; i++)
        {
            double center = (plan.Start + i + 0.5) * scale;
            int first = Math.Max((int)(center - support + 0.5), 0), end = (int)Math.Min(center + support + 0.5, plan.Source);
            (_runs.Span[2 * i], _runs.Span[(2 * i) + 1]) = (first, end - first);
            Span<double> weights = exact.Span[..(end - first)];
            double sum = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                double distance = (tap + first - center + 0.5) * (1 / filterScale);
                weights[tap] = cubic ? FilterKernel.Bicubic(distance) : FilterKernel.Bilinear(distance);
                sum += weights[tap];
            }

            for (int tap = 0; tap < weights.Length; tap++)
                _weights.Span[(i * _mostTaps) + tap] = ToFixed(sum == 0 ? weights[tap] : weights[tap] / sum);
        }
    }

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

    private static int ToFixed(double weight) => (int)((weight * (1 << Precision)) + (weight < 0 ? -0.5 : 0.5));

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
