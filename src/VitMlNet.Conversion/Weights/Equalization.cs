using VitMlNet.Conversion.Checkpoints;
using static VitMlNet.Conversion.Architecture.TensorNames;

namespace VitMlNet.Conversion.Weights;

/// <summary>
/// Moves range from a LayerNorm's outputs to the kernels that read them, so that both lose less to 8 bits: a channel of the norm is
/// divided by a factor and the kernels' row of it is multiplied by the same (Xiao et al., "SmoothQuant", 2022), which changes nothing else.
/// </summary>
/// <remarks>
/// No data is needed: after the norm, a channel has about the mean b and the deviation s of the norm's bias and scale, and so the
/// reach |b| + 3 |s|. The factor is the square root of that over the largest magnitude of the kernels' row.
/// </remarks>
internal static class Equalization
{
    private const float Deviations = 3;

    /// <summary>A factor for each channel of the norm.</summary>
    public static float[] Factors(Checkpoint checkpoint, string norm, params string[] kernels)
    {
        using var scale = new TensorValues(checkpoint.Tensors[Scale(norm)]);
        using var bias = new TensorValues(checkpoint.Tensors[Bias(norm)]);
        var largest = new float[scale.Span.Length];
        foreach (string kernel in kernels)
            AddRows(checkpoint, kernel, largest);

        var factors = new float[largest.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            float reach = Math.Abs(bias.Span[i]) + Deviations * Math.Abs(scale.Span[i]);
            factors[i] = reach > 0 && largest[i] > 0 ? MathF.Sqrt(reach / largest[i]) : 1;
        }

        return factors;
    }

    /// <summary>Raises each row's largest magnitude to that of a kernel's row.</summary>
    private static void AddRows(Checkpoint checkpoint, string kernel, float[] largest)
    {
        using var values = new TensorValues(checkpoint.Tensors[kernel]);
        int width = values.Span.Length / largest.Length;
        for (int i = 0; i < largest.Length; i++)
        {
            foreach (float value in values.Span.Slice(i * width, width))
                largest[i] = Math.Max(largest[i], Math.Abs(value));
        }
    }
}
