using System.Globalization;

namespace VitMlNet.ModelFile;

/// <summary>What went wrong with writing a file, in words that name the file that the user knows, and not a temporary one beside it.</summary>
internal static class WriteErrors
{
    private const int NoSpaceOnPosix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);
    private const int NoQuotaOnLinux = 122;

    /// <summary>One sentence.</summary>
    /// <param name="exception">What writing threw.</param>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="needed">The bytes that the file takes, or those that were written when there was no more room; null where that is not known.</param>
    public static string Describe(Exception exception, string path, long? needed = null) => IsDiskFull(exception)
        ? DescribeFullDisk(path, needed)
        : Leftovers.ReplaceNames(exception.Message, path);

    /// <summary>Makes sure that there is room for a file.</summary>
    /// <exception cref="IOException">There is not; the message says how much is needed and how much there is.</exception>
    public static void CheckRoom(string path, long needed)
    {
        if (Free(path) < needed)
            throw new IOException(DescribeFullDisk(path, needed));
    }

    private static bool IsDiskFull(Exception exception) =>
        exception is IOException && exception.HResult is NoSpaceOnPosix or NoSpaceOnWindows or NoQuotaOnLinux;

    private static string DescribeFullDisk(string path, long? needed)
    {
        if (needed is not > 0)
            return "the disk is full.";
        // There may be room for bytes and none for names, or a quota.
        string found = Free(path) is { } free && free <= needed ? $", and {Megabytes(free)} are free" : "";
        return $"the disk is full: the file takes {Megabytes(needed.Value)} or more{found}.";
    }

    private static long? Free(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder ? DiskSpace.Free(folder) : null;

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString(bytes < 1e7 ? "0.0##" : "0", CultureInfo.InvariantCulture) + " MB";
}
