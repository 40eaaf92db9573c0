using System.Diagnostics;
using System.Text;

namespace VitMlNet.Samples.Tests;

/// <summary>Runs a sample as a user does, in a process of its own.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>How a sample with a project is started, its output redirected.</summary>
    public static ProcessStartInfo Describe(string name, params IEnumerable<string> arguments)
    {
        string program = Path.Combine(RepositoryPaths.Root, "samples", name, "bin", Configuration, "net10.0", name + ".dll");
        // Nowhere near the sample: what it needs, it has to find itself.
        return CreateStart([program, .. arguments], Path.GetTempPath());
    }

    /// <summary>How a sample of one file is started: built first, in a folder with the model and the photographs where a clone has them.</summary>
    public static ProcessStartInfo DescribeFile(string name, string folder, params IEnumerable<string> arguments)
    {
        IEnumerable<string> images = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "samples", "images"));
        foreach (string file in images.Select(path => Path.GetRelativePath(RepositoryPaths.Root, path)).Append(Path.Combine("model", "vit-demo.onnx")))
        {
            string copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(RepositoryPaths.Root, file), copy, overwrite: true);
        }

        string sample = Path.Combine(RepositoryPaths.Root, "samples", name);
        ProcessStartInfo start = CreateStart(["run", "--configuration", Configuration, sample, "--", .. arguments], folder);
        // What the test runner's own dotnet was given is not for those that it starts.
        foreach (string variable in start.Environment.Keys.Where(variable => variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["VITMLNET_HOME"] = Path.Combine(folder, "home");
        return start;
    }

    /// <summary>Runs a sample to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(string name, params IEnumerable<string> arguments) => Run(Describe(name, arguments));

    /// <summary>Runs a sample to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', start.ArgumentList)} did not end within {s_longest}.");
        }

        return (process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result);
    }

    private static ProcessStartInfo CreateStart(IEnumerable<string> arguments, string folder) => new("dotnet", arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
    };
}
