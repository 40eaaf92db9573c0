namespace VitMlNet.Kernels;

/// <summary>An operator of the graph.</summary>
/// <param name="Name">Its name in <see cref="ModelFile.Onnx.KernelOperatorNames.Domain"/>.</param>
/// <param name="Inputs">The element types of the inputs.</param>
/// <param name="Outputs">The element types of the outputs.</param>
/// <param name="Create">Makes the kernel of a node.</param>
internal sealed record KernelOperator(string Name, KernelElement[] Inputs, KernelElement[] Outputs, Func<KernelAttributes, Kernel> Create);

/// <summary>Element types, by ONNX's numbers.</summary>
internal enum KernelElement
{
    Float = 1,
    UInt8 = 2,
    Integer = 6,
}
