using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Presses Ctrl+C for a process, or asks it to end.</summary>
internal static partial class Interrupt
{
    private const int Signal = 2;
    private const int Termination = 15;

    /// <summary>Skips a test where processes cannot be interrupted.</summary>
    public static void Require()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs POSIX signals, which Windows lacks");
        if (IsIgnored)
            Assert.Inconclusive("needs a shell that does not start its programs with SIGINT ignored, as shells do in the background");
    }

    public static void Send(Process process) => Assert.AreEqual(0, Kill(process.Id, Signal));

    /// <summary>Sends SIGTERM.</summary>
    public static void SendTermination(Process process) => Assert.AreEqual(0, Kill(process.Id, Termination));

    // Processes inherit it from those that start them.
    private static bool IsIgnored =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (ulong.Parse(mask.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Signal - 1))) != 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
