namespace VitMlNet.Packages.Tests;

/// <summary>The project's packages, made once for all tests, and what a newcomer does with them: installs the tool, makes an application.</summary>
internal sealed class Packages : IDisposable
{
    public const string Version = "0.1.0-newcomer";

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _tool;

    private Packages()
    {
        foreach (string name in Names)
        {
            CommandLine.Run(
                _folder.Path,
                CommandLine.Dotnet,
                [
                    "pack", Path.Combine(RepositoryPaths.Root, "src", name), "--no-build",
                    "--configuration", Configuration, "--output", Feed, $"-p:PackageVersion={Version}",
                ]);
        }

        // Packages come from the feed made here and from those that building the repository has fetched: nothing is downloaded.
        File.WriteAllText(
            _folder.File("NuGet.config"),
            $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="fetched" value="{FetchedPackages}" /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="{_folder.File("packages")}" /></config>
            </configuration>
            """);
        _tool = new Lazy<string>(InstallTool);
    }

    public static Lazy<Packages> Shared { get; } = new(() => new Packages());

    public static IReadOnlyList<string> Names { get; } =
    [
        "VitMlNet.ModelFile", "VitMlNet.Inference", "VitMlNet", "VitMlNet.Conversion", "VitMlNet.Store",
        "VitMlNet.Jobs", "VitMlNet.Jobs.Azure", "VitMlNet.Jobs.Nats", "VitMlNet.Jobs.S3", "VitMlNet.Cli",
    ];

    /// <summary>The folder of the packages.</summary>
    public string Feed => _folder.File("feed");

    /// <summary>The installed tool's program.</summary>
    public string Tool => _tool.Value;

    /// <summary>What the tests were built as: they are in tests/X/bin/CONFIGURATION/FRAMEWORK.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FetchedPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public string PackagePath(string name, string extension = "nupkg") => Path.Combine(Feed, $"{name}.{Version}.{extension}");

    /// <summary>Makes an empty application that refers to the packages, restored and ready to be built.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="packages">The names and versions of the packages.</param>
    /// <returns>The application's folder.</returns>
    public string CreateApplication(string name, IEnumerable<(string Name, string Version)> packages)
    {
        string folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        string references = string.Concat(packages.Select(package => $"""<PackageReference Include="{package.Name}" Version="{package.Version}" />"""));
        File.WriteAllText(
            Path.Combine(folder, "App.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);
        CommandLine.Run(folder, CommandLine.Dotnet, ["restore"]);
        return folder;
    }

    public void Dispose() => _folder.Dispose();

    private string InstallTool()
    {
        string folder = _folder.File("tool");
        CommandLine.Run(_folder.Path, CommandLine.Dotnet, ["tool", "install", "VitMlNet.Cli", "--version", Version, "--tool-path", folder]);
        return Path.Combine(folder, OperatingSystem.IsWindows() ? "vitmlnet.exe" : "vitmlnet");
    }
}
