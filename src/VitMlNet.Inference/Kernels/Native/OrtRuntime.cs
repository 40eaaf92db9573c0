using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Kernels.Native;

/// <summary>The C functions of the ONNX Runtime that the process has loaded.</summary>
internal static unsafe partial class OrtRuntime
{
    /// <summary>The version of the table that has all of <see cref="OrtFunction"/>: that of ONNX Runtime 1.17.</summary>
    public const uint ApiVersion = 17;

    private const int Fail = 1;

    private static readonly Lazy<string?> Problem = new(Load);
    private static nint* _functions;

    /// <summary>Why the functions cannot be used; <see langword="null"/> where they can.</summary>
    public static string? WhyUnusable => Problem.Value;

    /// <summary>A function of the table, to be cast to its type.</summary>
    public static void* Function(OrtFunction function) => (void*)_functions[(int)function];

    /// <summary>Throws what a call failed with.</summary>
    public static void Check(nint status)
    {
        if (status == 0)
            return;
        string message = Message(status);
        ((delegate* unmanaged<nint, void>)Function(OrtFunction.ReleaseStatus))(status);
        throw new InvalidOperationException(message);
    }

    /// <summary>A failure in ONNX Runtime's form.</summary>
    public static nint CreateStatus(string message)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(message);
        nint status = ((delegate* unmanaged<int, nint, nint>)Function(OrtFunction.CreateStatus))(Fail, text);
        Marshal.FreeCoTaskMem(text);
        return status;
    }

    private static string Message(nint status) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Function(OrtFunction.GetErrorMessage))(status)) ?? "";

    private static string? Load()
    {
        OnnxRuntimeEnvironment.EnsureCreated();
        try
        {
            var apiBase = (nint*)OrtGetApiBase();
            string version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])()) ?? "";
            string managed = OrtEnv.Instance().GetVersionString();
            if (version != managed)
                return $"two versions of ONNX Runtime are loaded, {managed} and {version}";
            if (!version.StartsWith("1.", StringComparison.Ordinal))
                return $"ONNX Runtime {version} is not of the versions 1.17 and later that the kernels are made for";
            _functions = (nint*)((delegate* unmanaged<uint, nint>)apiBase[0])(ApiVersion);
            if (_functions is null)
                return $"ONNX Runtime {version} is older than 1.17";
            foreach (OrtFunction function in Enum.GetValues<OrtFunction>())
            {
                if (Function(function) is null)
                    return $"ONNX Runtime {version} has no function {function}";
            }

            return StatusSurvives() ? null : $"the functions of ONNX Runtime {version} are not where they are expected";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return e.Message;
        }
    }

    /// <summary>Whether a failure comes back as it was made.</summary>
    private static bool StatusSurvives()
    {
        const string Text = "VitMlNet";
        nint status = CreateStatus(Text);
        bool same = ((delegate* unmanaged<nint, int>)Function(OrtFunction.GetErrorCode))(status) == Fail && Message(status) == Text;
        ((delegate* unmanaged<nint, void>)Function(OrtFunction.ReleaseStatus))(status);
        return same;
    }

    [LibraryImport("onnxruntime")]
    private static partial nint OrtGetApiBase();
}
