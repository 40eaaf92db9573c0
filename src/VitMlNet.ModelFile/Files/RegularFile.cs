using Microsoft.Win32.SafeHandles;

namespace VitMlNet.ModelFile;

/// <summary>Opens files that are read, and refuses pipes, sockets and devices, on which a reader could wait for ever.</summary>
internal static class RegularFile
{
    /// <summary>Makes sure that a path does not lead to a pipe, a socket or a device.</summary>
    /// <exception cref="IOException">It does; the message names it.</exception>
    public static void Check(string path)
    {
        if (FileTypes.Find(path) is var type and not (FileType.Regular or FileType.Folder or FileType.Unknown))
            throw new IOException($"a regular file is expected, and this is {FileTypes.Describe(type)}.");
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It is no regular file, is absent, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        Check(path);
        return File.OpenHandle(path);
    }

    /// <inheritdoc cref="OpenHandle"/>
    public static FileStream OpenRead(string path)
    {
        Check(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }
}
