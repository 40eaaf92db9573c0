namespace VitMlNet.Kernels;

/// <summary>A tensor in C order.</summary>
internal readonly unsafe struct KernelTensor<T>(T* data, long[] shape)
    where T : unmanaged
{
    public T* Data => data;

    public long[] Shape => shape;

    public int Rank => shape.Length;

    public long Count
    {
        get
        {
            long count = 1;
            foreach (long size in shape)
                count *= size;
            return count;
        }
    }

    /// <summary>The size of an axis, from the first if not negative and from the last if negative.</summary>
    public int this[int axis] => checked((int)shape[axis < 0 ? shape.Length + axis : axis]);

    /// <exception cref="ArgumentException">The tensor has another number of elements.</exception>
    public KernelTensor<T> WithCount(long count, string name) =>
        Count == count
            ? this
            : throw new ArgumentException($"{count} elements are expected in the input '{name}', and it has the shape [{string.Join(", ", shape)}].");

    /// <exception cref="ArgumentException">The tensor has another number of axes.</exception>
    public KernelTensor<T> WithRank(int rank, string name) =>
        Rank == rank
            ? this
            : throw new ArgumentException($"{rank} axes are expected in the input '{name}', and it has the shape [{string.Join(", ", shape)}].");
}
