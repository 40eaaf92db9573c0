namespace VitMlNet.Kernels;

/// <summary>A node's attributes.</summary>
internal abstract class KernelAttributes
{
    /// <exception cref="InvalidOperationException">There is none of that name and type.</exception>
    public abstract long[] Integers(string name);
}
