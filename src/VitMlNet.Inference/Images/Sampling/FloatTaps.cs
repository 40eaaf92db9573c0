namespace VitMlNet;

/// <summary>torchvision's antialiasing filter of float tensors in one direction, with the positions and weights in float32 as there.</summary>
internal sealed class FloatTaps : IDisposable
{
    private readonly int _mostTaps;
    private readonly Rented<int> _runs;
    private readonly Rented<float> _weights;

    public FloatTaps(AxisPlan plan, VitInterpolation interpolation)
    {
        float scale = (float)plan.Source / plan.Resized, stretch = Math.Max(scale, 1), support = (float)FilterKernel.SupportOf(interpolation) * stretch;
        _mostTaps = (int)Math.Min(((long)Math.Ceiling(support) * 2) + 1, plan.Source);
        Count = plan.Count;
        _runs = new Rented<int>(2 * Count);
        _weights = new Rented<float>(checked(Count * _mostTaps));
        float inverse = 1 / stretch;
        for (int i = 0; i < Count; i++)
        {
            float center = scale * (plan.Start + i + 0.5f);
            int first = Math.Max((int)(center - support + 0.5), 0), end = Math.Min((int)(center + support + 0.5), plan.Source);
            (_runs.Span[2 * i], _runs.Span[(2 * i) + 1]) = (first, end - first);
            Span<float> weights = _weights.Span.Slice(i * _mostTaps, end - first);
            float sum = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                weights[tap] = (float)FilterKernel.Weight(interpolation, (float)((tap + first - center + 0.5) * inverse));
                sum += weights[tap];
            }

            for (int tap = 0; tap < weights.Length && sum != 0; tap++)
                weights[tap] /= sum;
        }
    }

    public int Count { get; }

    public int FirstNeeded => _runs.Span[0];

    public int EndNeeded => _runs.Span[2 * (Count - 1)] + _runs.Span[(2 * (Count - 1)) + 1];

    /// <summary>The first source pixel of an output pixel, and the weights from there on.</summary>
    public ReadOnlySpan<float> Of(int output, out int first)
    {
        first = _runs.Span[2 * output];
        return _weights.Span.Slice(output * _mostTaps, _runs.Span[(2 * output) + 1]);
    }

    public void Dispose()
    {
        _runs.Dispose();
        _weights.Dispose();
    }
}
