namespace VitMlNet.Testing;

/// <summary>The values of one parameter: pseudo-random, of a scale that keeps activations lively through all layers.</summary>
public sealed class CheckpointValues
{
    /// <summary>Magnitudes of the output channels of a weight-standardized kernel: they span what makes its epsilon matter.</summary>
    private static readonly double[] ChannelMagnitudes = [0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002];

    private readonly SplitMixGenerator _noise;
    private readonly double _scale = 1;
    private readonly double _offset;
    private readonly double[]? _channelMagnitude;
    private readonly double[]? _channelMean;

    /// <param name="name">The parameter's name in the published numbering, without prefix.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="seed">The checkpoint's seed.</param>
    public CheckpointValues(string name, ReadOnlySpan<int> shape, ulong seed)
    {
        _noise = new SplitMixGenerator(name, seed);
        string[] parts = name.Split('/');
        string parent = parts.Length > 1 ? parts[^2] : "";
        if (parent.StartsWith("conv", StringComparison.Ordinal))
            (_channelMagnitude, _channelMean) = Channels(name, shape[^1], seed);
        else
            (_scale, _offset) = Range(name, parts[^1], parent, shape);
    }

    /// <summary>Writes the values from a flat index (C order) on.</summary>
    public void Fill(long start, Span<float> destination)
    {
        if (_channelMagnitude is null)
        {
            for (int i = 0; i < destination.Length; i++)
                destination[i] = (float)(_noise[start + i] * _scale + _offset);
            return;
        }

        int channels = _channelMagnitude.Length, channel = (int)(start % channels);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)(_channelMagnitude[channel] * (_noise[start + i] + 0.5 * _channelMean![channel]));
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
    }

    private static (double[] Magnitude, double[] Mean) Channels(string name, int count, ulong seed)
    {
        var selector = new SplitMixGenerator(name + "#c", seed);
        var mean = new SplitMixGenerator(name + "#m", seed);
        var magnitudes = new double[count];
        var means = new double[count];
        for (int i = 0; i < count; i++)
        {
            magnitudes[i] = ChannelMagnitudes[Math.Min(7, (int)Math.Floor((selector[i] + 1.0) * 4.0))];
            means[i] = mean[i];
        }

        return (magnitudes, means);
    }

    private static (double Scale, double Offset) Range(string name, string leaf, string parent, ReadOnlySpan<int> shape)
    {
        double root3 = Math.Sqrt(3.0);
        if (parent.StartsWith("gn", StringComparison.Ordinal) || parent.StartsWith("LayerNorm", StringComparison.Ordinal) || parent == "encoder_norm")
            return leaf == "scale" ? (0.5, 1.0) : (0.3, 0.0);
        if (name.EndsWith("pos_embedding", StringComparison.Ordinal))
            return (0.4, 0.0);
        if (name.EndsWith("cls", StringComparison.Ordinal))
            return (0.8, 0.0);
        if (leaf == "bias")
            return (0.2, 0.0);
        return parent switch
        {
            "query" or "key" => (root3 * 1.2 / Math.Sqrt(shape[0]), 0),
            "value" or "Dense_0" => (root3 / Math.Sqrt(shape[0]), 0),
            "out" => (root3 * 0.6 / Math.Sqrt(shape[0] * shape[1]), 0),
            "embedding" => (root3 * 0.6 / Math.Sqrt(shape[0] * shape[1] * shape[2]), 0),
            "Dense_1" => (root3 * 0.8 / Math.Sqrt(shape[0]), 0),
            "head" or "pre_logits" => (root3 * 1.5 / Math.Sqrt(shape[0]), 0),
            _ => throw new ArgumentException($"No rule for the values of '{name}'.", nameof(name)),
        };
    }
}
