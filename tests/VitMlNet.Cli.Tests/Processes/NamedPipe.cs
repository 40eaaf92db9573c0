using System.Runtime.InteropServices;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Named pipes, which POSIX systems have.</summary>
internal static partial class NamedPipe
{
    private const uint OwnerMayReadAndWrite = 0b110_000_000;

    /// <summary>Skips a test where there are none.</summary>
    public static void Require()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs named pipes and devices in folders, which Windows lacks");
    }

    /// <summary>Creates one and returns its path.</summary>
    public static string Create(string path)
    {
        Assert.AreEqual(0, MakePipe(path, OwnerMayReadAndWrite), path);
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakePipe(string path, uint mode);
}
