using System.Diagnostics;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>Runs the command-line tool in a process of its own.</summary>
internal static class ToolRun
{
    private static readonly string ToolPath = ProgramPath("src/VitMlNet.Cli", "VitMlNet.Cli.dll");

    public static void Classify(string modelPath, IEnumerable<string> photos)
    {
        string output = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        var start = new ProcessStartInfo("dotnet", [ToolPath, "classify", .. photos, "--model", modelPath, "--output", output, "--format", "csv"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tool = Process.Start(start)!;
        Task<string> errors = tool.StandardError.ReadToEndAsync();
        tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
        File.Delete(output);
        if (tool.ExitCode != 0)
            throw new InvalidOperationException($"The tool ended with exit code {tool.ExitCode}: {errors.Result}");
    }

    /// <summary>A program of this repository, built with the same configuration as this one.</summary>
    public static string ProgramPath(string project, string file) =>
        Path.Combine(RepositoryPaths.Root, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", file);
}
