using System.Runtime.InteropServices;

namespace VitMlNet.Kernels.Native;

/// <summary>What ONNX Runtime calls: each operator's description, and its kernels. No exception leaves them.</summary>
internal static unsafe class OperatorCallbacks
{
    private const int Required = 0;
    private const int DefaultMemory = 0;

    /// <summary>The description of an operator, in memory that lives as long as the process.</summary>
    public static OrtCustomOp* Describe(int index)
    {
        var description = (OrtCustomOp*)NativeMemory.AllocZeroed((nuint)sizeof(OrtCustomOp));
        description->Version = OrtCustomOp.StructureVersion;
        description->Operator = index;
        description->Name = Marshal.StringToCoTaskMemUTF8(KernelOperators.All[index].Name);
        description->GetName = &GetName;
        description->GetExecutionProviderType = &GetExecutionProviderType;
        description->GetInputType = &GetInputType;
        description->GetInputTypeCount = &GetInputTypeCount;
        description->GetOutputType = &GetOutputType;
        description->GetOutputTypeCount = &GetOutputTypeCount;
        description->GetInputCharacteristic = &GetCharacteristic;
        description->GetOutputCharacteristic = &GetCharacteristic;
        description->GetInputMemoryType = &GetMemoryType;
        description->KernelDestroy = &DestroyKernel;
        description->CreateKernelV2 = &CreateKernel;
        description->KernelComputeV2 = &Compute;
        return description;
    }

    [UnmanagedCallersOnly]
    private static nint GetName(OrtCustomOp* description) => description->Name;

    /// <summary>None: the processor.</summary>
    [UnmanagedCallersOnly]
    private static nint GetExecutionProviderType(OrtCustomOp* description) => 0;

    [UnmanagedCallersOnly]
    private static int GetInputType(OrtCustomOp* description, nuint index) => (int)KernelOperators.All[description->Operator].Inputs[(int)index];

    [UnmanagedCallersOnly]
    private static nuint GetInputTypeCount(OrtCustomOp* description) => (nuint)KernelOperators.All[description->Operator].Inputs.Length;

    [UnmanagedCallersOnly]
    private static int GetOutputType(OrtCustomOp* description, nuint index) => (int)KernelOperators.All[description->Operator].Outputs[(int)index];

    [UnmanagedCallersOnly]
    private static nuint GetOutputTypeCount(OrtCustomOp* description) => (nuint)KernelOperators.All[description->Operator].Outputs.Length;

    [UnmanagedCallersOnly]
    private static int GetCharacteristic(OrtCustomOp* description, nuint index) => Required;

    [UnmanagedCallersOnly]
    private static int GetMemoryType(OrtCustomOp* description, nuint index) => DefaultMemory;

    [UnmanagedCallersOnly]
    private static nint CreateKernel(OrtCustomOp* description, nint api, nint information, nint* kernel)
    {
        KernelOperator definition = KernelOperators.All[description->Operator];
        try
        {
            var named = new NamedKernel(definition.Name, definition.Create(new OrtKernelAttributes(information)));
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(named));
            return 0;
        }
        catch (Exception e)
        {
            return Failure(definition.Name, e);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        var named = (NamedKernel)GCHandle.FromIntPtr(kernel).Target!;
        try
        {
            named.Kernel.Compute(new OrtKernelContext(context));
            return 0;
        }
        catch (Exception e)
        {
            return Failure(named.Name, e);
        }
    }

    [UnmanagedCallersOnly]
    private static void DestroyKernel(nint kernel) => GCHandle.FromIntPtr(kernel).Free();

    private static nint Failure(string name, Exception error) =>
        OrtRuntime.CreateStatus($"VitMlNet's kernel {name} failed ({error.GetType().Name}): {error.Message}");

    private sealed record NamedKernel(string Name, Kernel Kernel);
}
