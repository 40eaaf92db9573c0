using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>Stops a process for a while, as a machine that hangs does.</summary>
internal static partial class Signal
{
    private const int Stop = 19;
    private const int Continue = 18;

    public static async Task HoldAsync(Process process, TimeSpan time)
    {
        _ = Kill(process.Id, Stop);
        await Task.Delay(time);
        _ = Kill(process.Id, Continue);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
