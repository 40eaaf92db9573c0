namespace VitMlNet.Kernels;

/// <summary>A node's inputs and outputs in one run.</summary>
internal abstract class KernelContext
{
    public abstract KernelTensor<T> Input<T>(int index)
        where T : unmanaged;

    /// <summary>Makes an output of the shape given.</summary>
    public abstract KernelTensor<T> Output<T>(int index, params long[] shape)
        where T : unmanaged;

    /// <summary>Calls <paramref name="body"/> with 0 to <paramref name="count"/> - 1, on several threads where the session has them.</summary>
    public abstract void ForEach(int count, Action<int> body);

    /// <summary>
    /// Divides <paramref name="count"/> items into parts of about as much work each, which depend on the sizes alone, so that a
    /// result does not depend on the number of threads.
    /// </summary>
    /// <param name="count">The items.</param>
    /// <param name="size">The elements of an item.</param>
    /// <param name="body">Called with the first item of a part and the one behind the last.</param>
    public void ForEachPart(int count, int size, Action<int, int> body)
    {
        (int parts, int length) = Parts(count, size);
        if (parts == 1)
            body(0, count);
        else
            ForEach(parts, part => body(part * length, Math.Min(count, (part + 1) * length)));
    }

    /// <summary>How many parts there are, and how many items each has but the last.</summary>
    public static (int Count, int Length) Parts(int count, int size)
    {
        const int Elements = 1 << 16;
        int length = Math.Clamp(Elements / Math.Max(1, size), 1, Math.Max(1, count));
        return (Math.Max(1, (count + length - 1) / length), length);
    }
}
