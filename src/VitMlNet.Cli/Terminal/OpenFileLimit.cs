using System.Runtime.InteropServices;

namespace VitMlNet.Cli;

/// <summary>
/// The number of files that the process may open. The runtime opens one for each assembly, and where it may not it ends with a stack trace,
/// in any place; so this comes before everything else, and uses nothing that needs a further assembly.
/// </summary>
internal static unsafe partial class OpenFileLimit
{
    /// <summary>What training, which needs the most assemblies, was measured to need, and some more for threads and images.</summary>
    public const int Least = 200;

    private const int StandardError = 2;

    /// <summary>Whether there are enough; where not, standard error says so.</summary>
    public static bool IsEnough()
    {
        if (OperatingSystem.IsWindows())
            return true;
        try
        {
            // RLIMIT_NOFILE of Linux and of macOS.
            nuint* limits = stackalloc nuint[2];
            if (GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, limits) != 0 || limits[0] >= Least)
                return true;
            Write("vitmlnet: this process may open "u8);
            WriteNumber((int)limits[0]);
            Write(" files at once, and "u8);
            WriteNumber(Least);
            Write(" are needed. Allow more ('ulimit -n 1024').\n"u8);
            return false;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
            _ = Write(StandardError, bytes, (nuint)text.Length);
    }

    private static void WriteNumber(int number)
    {
        byte* digits = stackalloc byte[10];
        int at = 10;
        do
            digits[--at] = (byte)('0' + (number % 10));
        while ((number /= 10) > 0);
        _ = Write(StandardError, digits + at, (nuint)(10 - at));
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, nuint* limits);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte* bytes, nuint length);
}
