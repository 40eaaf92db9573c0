namespace VitMlNet.Kernels;

/// <summary>What a node of the graph computes.</summary>
internal abstract class Kernel
{
    /// <summary>Reads the inputs and writes the outputs, with vectors of one width. Used by several threads at once.</summary>
    public abstract void Compute<TLanes>(KernelContext context)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A node's attributes.</summary>
internal abstract class KernelAttributes
{
    /// <exception cref="InvalidOperationException">There is none of that name and type.</exception>
    public abstract long[] Integers(string name);
}
