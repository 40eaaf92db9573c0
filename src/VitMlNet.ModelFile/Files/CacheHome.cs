namespace VitMlNet.ModelFile;

/// <summary>The folder in which downloads and features are kept for later runs.</summary>
internal static class CacheHome
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "VITMLNET_HOME";

    private const string Name = "vitmlnet";

    /// <summary>
    /// The environment variable's folder, else <c>vitmlnet</c> in the platform's folder for caches: <c>%LOCALAPPDATA%</c>,
    /// <c>~/Library/Caches</c>, or <c>$XDG_CACHE_HOME</c> and without it <c>~/.cache</c>. It need not exist.
    /// </summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : Path.Combine(PlatformFolder, Name);

    private static string PlatformFolder
    {
        get
        {
            if (OperatingSystem.IsWindows())
                return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            if (OperatingSystem.IsMacOS())
                return Path.Combine(user, "Library", "Caches");

            // The XDG specification has relative paths ignored.
            return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache)
                ? cache
                : Path.Combine(user is "" ? Path.GetTempPath() : user, ".cache");
        }
    }
}
