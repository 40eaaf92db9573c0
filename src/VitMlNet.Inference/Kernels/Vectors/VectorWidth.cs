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
}
