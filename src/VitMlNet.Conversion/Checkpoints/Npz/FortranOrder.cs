namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>Arrays whose first axis varies fastest.</summary>
internal static class FortranOrder
{
    /// <summary>Copies to C order, where the last axis varies fastest.</summary>
    public static void ToC(ReadOnlySpan<float> source, IReadOnlyList<int> shape, Span<float> destination)
    {
        int last = shape.Count - 1, row = shape[last], stride = row == 0 ? 0 : source.Length / row;
        var index = new int[last];
        for (int start = 0; start < destination.Length; start += row)
        {
            int position = 0;
            for (int axis = last - 1; axis >= 0; axis--)
                position = position * shape[axis] + index[axis];
            for (int i = 0; i < row; i++)
                destination[start + i] = source[position + i * stride];
            for (int axis = last - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }
    }
}
