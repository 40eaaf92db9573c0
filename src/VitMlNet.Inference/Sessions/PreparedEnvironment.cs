using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>What a prepared copy of a model depends on besides the model: packed weights have the layout that one runtime wants on one kind of processor.</summary>
internal static class PreparedEnvironment
{
    /// <summary>A text that is the same where a copy can be used.</summary>
    public static string Text { get; } = string.Join('|',
        $"VitMlNet {typeof(PreparedEnvironment).Assembly.GetName().Version}",
        $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
        RuntimeInformation.RuntimeIdentifier,
        Processor(),
        VitKernels.AreUsed ? "kernels" : "standard operators");

    public static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>Family, model and features. EBX of leaf 1 is left out: it has the number of the core that the thread is on.</summary>
    private static string Processor()
    {
        if (!X86Base.IsSupported)
            return RuntimeInformation.ProcessArchitecture.ToString();
        (int signature, _, int featuresC, int featuresD) = X86Base.CpuId(1, 0);
        (_, int extendedB, int extendedC, int extendedD) = X86Base.CpuId(0, 0).Eax >= 7 ? X86Base.CpuId(7, 0) : default;
        return string.Join(' ', new[] { signature, featuresC, featuresD, extendedB, extendedC, extendedD }.Select(value => value.ToString("x8")));
    }
}
