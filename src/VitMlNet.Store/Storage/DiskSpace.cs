namespace VitMlNet.Store.Storage;

/// <summary>The room on the disk of a folder.</summary>
internal static class DiskSpace
{
    /// <summary>The bytes that may still be written there, or <see langword="null"/> where the system does not say.</summary>
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
