using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels.Native;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Kernels;

/// <summary>
/// Makes the operators of <see cref="KernelOperators"/> known to ONNX Runtime. A model file that uses them also has functions of
/// standard operators for them, which run wherever these kernels are not registered.
/// </summary>
internal static unsafe class KernelLibrary
{
    private static readonly Lazy<nint> Domain = new(CreateDomain);

    /// <summary>Registers the kernels for the sessions that are opened with these options, where <see cref="OrtRuntime.WhyUnusable"/> is null.</summary>
    /// <returns>Whether they are registered.</returns>
    public static bool TryRegister(SessionOptions options)
    {
        if (OrtRuntime.WhyUnusable is not null)
            return false;
        OrtRuntime.Check(((delegate* unmanaged<nint, nint, nint>)OrtRuntime.Function(OrtFunction.AddCustomOpDomain))(
            options.DangerousGetHandle(), Domain.Value));
        GC.KeepAlive(options);
        return true;
    }

    /// <summary>The domain lives as long as the process: sessions refer to it.</summary>
    private static nint CreateDomain()
    {
        nint name = Marshal.StringToCoTaskMemUTF8(KernelOperatorNames.Domain);
        nint domain;
        OrtRuntime.Check(((delegate* unmanaged<nint, nint*, nint>)OrtRuntime.Function(OrtFunction.CreateCustomOpDomain))(name, &domain));
        for (int i = 0; i < KernelOperators.All.Length; i++)
        {
            OrtRuntime.Check(((delegate* unmanaged<nint, OrtCustomOp*, nint>)OrtRuntime.Function(OrtFunction.CustomOpDomain_Add))(
                domain, OperatorCallbacks.Describe(i)));
        }

        return domain;
    }
}
