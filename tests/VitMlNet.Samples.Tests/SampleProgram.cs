using System.Diagnostics;
using System.Text;

namespace VitMlNet.Samples.Tests;

/// <summary>Runs a sample as a user does, in a process of its own.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How a sample is started, its output redirected.</summary>
    public static ProcessStartInfo Describe(string name, params IEnumerable<string> arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(RepositoryPaths.Root, "samples", name, "bin", configuration, "net10.0", name + ".dll");
        return new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            // Nowhere near the sample: what it needs, it has to find itself.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
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
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.ArgumentList[0]} did not end within {Patience}.");
        }

        return (process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result);
    }
}
