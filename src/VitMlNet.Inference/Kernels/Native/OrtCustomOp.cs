using System.Runtime.InteropServices;

namespace VitMlNet.Kernels.Native;

/// <summary>ONNX Runtime's structure of the same name, as far as version 16 reads it, with the number of the operator behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrtCustomOp
{
    /// <summary>The first version whose kernels return failures instead of throwing them.</summary>
    public const uint StructureVersion = 16;

    public uint Version;
    public delegate* unmanaged<OrtCustomOp*, nint, nint, nint> CreateKernel;
    public delegate* unmanaged<OrtCustomOp*, nint> GetName;
    public delegate* unmanaged<OrtCustomOp*, nint> GetExecutionProviderType;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputType;
    public delegate* unmanaged<OrtCustomOp*, nuint> GetInputTypeCount;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetOutputType;
    public delegate* unmanaged<OrtCustomOp*, nuint> GetOutputTypeCount;
    public delegate* unmanaged<nint, nint, void> KernelCompute;
    public delegate* unmanaged<nint, void> KernelDestroy;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputMemoryType;
    public delegate* unmanaged<OrtCustomOp*, int> GetVariadicInputMinArity;
    public delegate* unmanaged<OrtCustomOp*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<OrtCustomOp*, int> GetVariadicOutputMinArity;
    public delegate* unmanaged<OrtCustomOp*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged<OrtCustomOp*, nint, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged<nint, nint, nint> KernelComputeV2;
    public nint InferOutputShape;
    public nint GetStartVersion;
    public nint GetEndVersion;
    public nint GetMayInplace;
    public nint ReleaseMayInplace;
    public nint GetAliasMap;
    public nint ReleaseAliasMap;

    /// <summary>Ours: the place in <see cref="KernelOperators.All"/>.</summary>
    public int Operator;

    /// <summary>Ours: the name, null-terminated.</summary>
    public nint Name;
}
