using VitMlNet.Kernels;
using VitMlNet.Kernels.Native;

namespace VitMlNet;

/// <summary>
/// The kernels that this library gives ONNX Runtime for the operators of int8 models. Where they cannot be used, and in other
/// programs, such a model runs with the standard operators that its file defines them by: the same scores within a small tolerance, but slower.
/// </summary>
public static class VitKernels
{
    /// <summary>Whether models that run on the processor use the kernels in this process.</summary>
    public static bool AreUsed => WhyUnused is null;

    /// <summary>Why the kernels are not used, or <see langword="null"/> where they are.</summary>
    public static string? WhyUnused => OrtRuntime.WhyUnusable;

    /// <summary>The width of the vectors that the kernels calculate with, in bits: 512, 256, 128, or 0 where the processor has none.</summary>
    public static int VectorBits => VectorWidth.Bits;
}
