using System.Runtime.Intrinsics;

namespace VitMlNet.Kernels;

/// <summary>The widest vectors that the processor is fast with.</summary>
internal static class VectorWidth
{
    /// <summary>512, 256 or 128; 0 where the kernels calculate one number at a time.</summary>
    public static int Bits =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    /// <summary>Runs a kernel with vectors of that width.</summary>
    public static void Compute(Kernel kernel, KernelContext context)
    {
        if (Vector512.IsHardwareAccelerated)
            kernel.Compute<Lanes512>(context);
        else if (Vector256.IsHardwareAccelerated)
            kernel.Compute<Lanes256>(context);
        else if (Vector128.IsHardwareAccelerated)
            kernel.Compute<Lanes128>(context);
        else
            kernel.Compute<Lanes1>(context);
    }
}
