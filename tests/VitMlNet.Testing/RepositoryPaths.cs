namespace VitMlNet.Testing;

/// <summary>Finds the repository and the development material from a test's output folder.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder that holds the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of golden files in the repository.</summary>
    public static string Goldens => Path.Combine(Root, "tests", "Goldens");

    /// <summary>
    /// A path below the development material (a folder <c>shared</c> beside the repository, or the folder that the
    /// environment variable <c>VITMLNET_SHARED</c> names), or <see langword="null"/> where it is absent.
    /// </summary>
    public static string? Shared(params string[] parts)
    {
        string folder = Environment.GetEnvironmentVariable("VITMLNET_SHARED") ?? Path.Combine(Root, "..", "shared");
        string path = Path.GetFullPath(Path.Combine([folder, .. parts]));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VitMlNet.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds VitMlNet.sln.");
    }
}
