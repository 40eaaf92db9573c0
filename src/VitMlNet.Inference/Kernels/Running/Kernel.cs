namespace VitMlNet.Kernels;

/// <summary>What a node of the graph computes.</summary>
internal abstract class Kernel
{
    /// <summary>Reads the inputs and writes the outputs, with vectors of one width. Used by several threads at once.</summary>
    public abstract void Compute<TLanes>(KernelContext context)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Computes with the widest vectors that the processor is fast with.</summary>
    public void Compute(KernelContext context)
    {
        switch (VectorWidth.Bits)
        {
            case 512:
                Compute<Lanes512>(context);
                break;
            case 256:
                Compute<Lanes256>(context);
                break;
            case 128:
                Compute<Lanes128>(context);
                break;
            default:
                Compute<Lanes1>(context);
                break;
        }
    }
}
