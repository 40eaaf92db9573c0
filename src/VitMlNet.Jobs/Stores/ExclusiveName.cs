using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>Gives a finished file its name, unless that is taken, in one step that no other process or machine can come between.</summary>
internal static partial class ExclusiveName
{
    private const int Exists = 17;
    private const int CurrentFolder = -100;
    private const uint NoReplaceOnLinux = 1;
    private const uint ExclusiveOnMac = 4;

    /// <summary>Gives the file its name; the temporary name may stay beside it, for the caller to delete.</summary>
    /// <returns>Whether it has the name; <see langword="false"/> if another file has it.</returns>
    /// <exception cref="IOException">The file system can do it in no way, or failed.</exception>
    public static bool TryGive(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
            return TryMoveOnWindows(temporary, path);

        // A hard link never replaces anything, on NFS neither. File systems without links have a move that does not replace.
        if (Link(temporary, path) == 0)
            return true;
        int linkError = Marshal.GetLastPInvokeError();
        if (linkError == Exists)
            return false;
        if (MoveWithoutReplacing(temporary, path) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == Exists
            ? false
            : throw new IOException($"The file system can neither link the file to its name nor move it there without replacing another: "
                + $"{new Win32Exception(linkError).Message}. Use a folder on a disk, NFS, or an object store.");
    }

    /// <summary>Makes sure that the name outlasts a power failure, where the system can be asked to.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int handle = Open(folder, 0);
        if (handle < 0)
            return;
        _ = Synchronize(handle);
        _ = Close(handle);
    }

    private static bool TryMoveOnWindows(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static int MoveWithoutReplacing(string temporary, string path)
    {
        try
        {
            return OperatingSystem.IsMacOS()
                ? MoveOnMac(temporary, path, ExclusiveOnMac)
                : MoveOnLinux(CurrentFolder, temporary, CurrentFolder, path, NoReplaceOnLinux);
        }
        catch (EntryPointNotFoundException)
        {
            return -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MoveOnLinux(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MoveOnMac(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
