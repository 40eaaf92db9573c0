using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// Switches the usage reports of ONNX Runtime off: its packages for Linux keep a database of events under the user's cache folder and
/// send it to the publisher unless the environment says otherwise before the native library is loaded.
/// </summary>
internal static partial class OnnxRuntimeTelemetry
{
    /// <summary>What ONNX Runtime reads, in the process's real environment.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>The environment variable with which a user allows the reports: 1 or true.</summary>
    public const string AllowVariable = "VITMLNET_ALLOW_TELEMETRY";

    /// <summary>The <see cref="AppContext"/> switch with which an application allows the reports.</summary>
    public const string AllowSwitch = "VitMlNet.AllowTelemetry";

    /// <summary>Whether the user or the application has asked for the reports.</summary>
    public static bool IsAllowed =>
        Environment.GetEnvironmentVariable(AllowVariable) is "1" or "true" or "True" || (AppContext.TryGetSwitch(AllowSwitch, out bool allowed) && allowed);

    /// <summary>Runs with the first use of this assembly, by whatever way an application enters it, and so before the first session.</summary>
#pragma warning disable CA2255 // A session that ML.NET opens is none of ours; nothing later is early enough for every way in.
    [ModuleInitializer]
    internal static void Disable()
#pragma warning restore CA2255
    {
        if (IsAllowed)
            return;

        // For child processes, and for Windows, where it is the environment that native code sees.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (OperatingSystem.IsWindows() || OperatingSystem.IsBrowser())
            return;
        try
        {
            // Elsewhere .NET changes a copy of its own.
            _ = SetNativeVariable(Variable, "1", 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without a C library of that name; docs/privacy.md says how to set the variable from outside.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
