using VitMlNet.Conversion.Checkpoints;
using static VitMlNet.Conversion.Architecture.TensorNames;

namespace VitMlNet.Conversion.Weights;

/// <summary>
/// Finds the hidden channels of an MLP whose activations dwarf all others, without any data: one such channel would take up the
/// whole range of a tensor's 8 bits.
/// </summary>
/// <remarks>
/// After LayerNorm the inputs have about zero mean and unit variance, so hidden channel j, before its activation, has about the mean
/// m = sum_i b_i w_ij + c_j and the variance v = sum_i (s_i w_ij)², where s and b are the LayerNorm's scale and bias, w and c those of
/// <c>Dense_0</c>. In the published Ti/16 exactly one channel (of block 7) stands out: m + 4 sqrt(v) is 71 where the others have at
/// most 20 and a median of 3, and on photographs it reaches 210 where the others of its block stay below 6.
/// </remarks>
internal static class OutlierChannels
{
    private const double Deviations = 4;

    /// <summary>How many times the median a channel's reach must be; ordinary channels stay below 3.5 times.</summary>
    private const double Ratio = 6;

    /// <summary>The products' depth stays a multiple of this, which their kernels are made for.</summary>
    private const int Alignment = 16;

    /// <summary>
    /// All channels in an order that puts the outliers last, and how many of the last to keep apart: none, or the outliers and
    /// those next to them that fill up a multiple of 16.
    /// </summary>
    public static (int[] Order, int Apart) Find(Checkpoint checkpoint, string norm, string dense)
    {
        double[] reach = Reach(checkpoint, norm, dense);
        int[] order = [.. Enumerable.Range(0, reach.Length).OrderBy(channel => reach[channel])];
        double median = reach[order[reach.Length / 2]];
        int outliers = reach.Count(value => value > Ratio * median);
        int apart = Math.Min((outliers + Alignment - 1) / Alignment * Alignment, reach.Length / 2);

        // Those that stay together keep their order, so that a model without outliers is that of the checkpoint.
        Array.Sort(order, 0, order.Length - apart);
        return (order, apart);
    }

    private static double[] Reach(Checkpoint checkpoint, string norm, string dense)
    {
        using var scale = new TensorValues(checkpoint.Tensors[Scale(norm)]);
        using var bias = new TensorValues(checkpoint.Tensors[Bias(norm)]);
        using var kernel = new TensorValues(checkpoint.Tensors[Kernel(dense)]);
        using var offset = new TensorValues(checkpoint.Tensors[Bias(dense)]);
        int outputs = offset.Span.Length;
        var mean = new double[outputs];
        var variance = new double[outputs];
        for (int i = 0; i < scale.Span.Length; i++)
        {
            ReadOnlySpan<float> row = kernel.Span.Slice(i * outputs, outputs);
            for (int j = 0; j < outputs; j++)
            {
                mean[j] += bias.Span[i] * row[j];
                double spread = scale.Span[i] * row[j];
                variance[j] += spread * spread;
            }
        }

        var reach = new double[outputs];
        for (int j = 0; j < outputs; j++)
            reach[j] = mean[j] + offset.Span[j] + Deviations * Math.Sqrt(variance[j]);
        return reach;
    }
}
