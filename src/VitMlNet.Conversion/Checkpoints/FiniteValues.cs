namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The check that every weight is a finite number.</summary>
internal static class FiniteValues
{
    /// <exception cref="ConversionException">A value is NaN or infinite; the message says which.</exception>
    public static void Check(ReadOnlySpan<float> values, IReadOnlyList<int> shape, string path, string tensorName)
    {
        int index = FiniteNumbers.IndexOfNonFinite(values);
        if (index < 0)
            return;
        var position = new int[shape.Count];
        int rest = index;
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            position[axis] = rest % shape[axis];
            rest /= shape[axis];
        }

        string kind = float.IsNaN(values[index]) ? "not a number (NaN)" : "infinite as float32";
        throw new ConversionException(
            $"Element [{string.Join(", ", position)}] (flat index {index}) is {kind}; all weights must be finite. The training run has diverged, or the file is damaged: use another checkpoint, or download it again.",
            path,
            tensorName);
    }
}
