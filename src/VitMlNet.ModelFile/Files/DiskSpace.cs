namespace VitMlNet.ModelFile;

/// <summary>The free space on the disk of a folder.</summary>
internal static class DiskSpace
{
    /// <summary>The number of bytes that this user can still write, or <see langword="null"/> if the system does not report it.</summary>
    public static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
