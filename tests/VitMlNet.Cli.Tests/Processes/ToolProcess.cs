using System.Diagnostics;
using System.Text;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolResult(int ExitCode, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Checks the exit code, showing both streams when it is another.</summary>
    public ToolResult Expect(int exitCode)
    {
        Assert.AreEqual(exitCode, ExitCode, $"standard output:\n{Out}\nstandard error:\n{Error}");
        Assert.DoesNotContain("   at ", Error, "a stack trace");
        return this;
    }
}

/// <summary>Runs the tool as users do: in a process of its own, with both streams redirected.</summary>
internal static class ToolProcess
{
    /// <summary>Where the tests' features and models go, so that no run reads or changes the user's.</summary>
    private static readonly TemporaryFolder Home = new();

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static ToolProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Home.Dispose();

    public static ToolResult Run(params string[] arguments) => Run([], arguments);

    public static ToolResult Run(IEnumerable<(string Name, string? Value)> environment, string[] arguments)
    {
        using Process process = Start(environment, arguments);
        return Finish(process);
    }

    /// <summary>Starts the tool; the variable that names a model is taken away unless it is given.</summary>
    public static Process Start(IEnumerable<(string Name, string? Value)> environment, string[] arguments) => Start(environment, [], arguments);

    /// <summary>Starts the tool in a shell that has run a command before, such as one that sets a limit.</summary>
    public static Process StartIn(string command, string[] arguments) => Start([], ["-c", $"{command} && exec \"$0\" \"$@\"", Host], arguments);

    private static string Host { get; } =
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private static Process Start(IEnumerable<(string Name, string? Value)> environment, string[] shell, string[] arguments)
    {
        var start = new ProcessStartInfo(shell is [] ? Host : "bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in (string[])[.. shell, Path.Combine(AppContext.BaseDirectory, "VitMlNet.Cli.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["VITMLNET_MODEL"] = null;
        start.Environment["VITMLNET_DEBUG"] = null;
        start.Environment["VITMLNET_HOME"] = Home.Path;
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult Finish(Process process)
    {
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The tool did not end within {Patience}.");
        }

        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }
}
