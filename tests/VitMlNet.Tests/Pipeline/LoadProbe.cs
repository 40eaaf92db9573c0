using System.Diagnostics;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Another process, which knows of a pipeline only its zip archive.</summary>
internal static class LoadProbe
{
    /// <summary>Loads a saved pipeline and predicts photographs; see the program for its arguments.</summary>
    public static (string Output, string Error) Run(string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.LoadProbe", "bin", configuration, "net10.0", "VitMlNet.LoadProbe.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, error.Result);
    }
}
