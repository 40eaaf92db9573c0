using System.Numerics.Tensors;

namespace VitMlNet;

/// <summary>Softmax: from logits to probabilities, which add up to 1.</summary>
internal static class Softmax
{
    /// <summary>Replaces each row of <paramref name="rows"/> [count, length] by its softmax; a row with NaN becomes NaN.</summary>
    public static void Apply(Span<float> rows, int length)
    {
        for (; rows.Length > 0; rows = rows[length..])
        {
            Span<float> row = rows[..length];
            // Without the largest logit no exponential overflows.
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
            TensorPrimitives.Exp<float>(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }
    }
}
