using System.Diagnostics;

namespace VitMlNet.Tests.Processes;

/// <summary>A program of the tests that runs with empty folders for its user's files, under strace where that is there.</summary>
internal sealed class ObservedProcess : IDisposable
{
    private static readonly string? s_strace = new[] { "/usr/bin/strace", "/bin/strace" }.FirstOrDefault(File.Exists);
    private readonly TemporaryFolder _folder = new();

    public ObservedProcess()
    {
        foreach (string name in (string[])["home", "tmp"])
            Directory.CreateDirectory(_folder.File(name));
    }

    /// <summary>Whether connections can be seen.</summary>
    public static bool SeesConnections => s_strace is not null;

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>The files that it left in its user's folder and in that for temporary files, without those of .NET itself.</summary>
    public string[] Files =>
    [
        .. Directory.EnumerateFiles(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => Path.GetRelativePath(_folder.Path, path))
            .Where(path => path != "trace" && !Path.GetFileName(path).StartsWith("clr-debug-pipe", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("dotnet-diagnostic", StringComparison.Ordinal) && !path.Contains(".dotnet", StringComparison.Ordinal)),
    ];

    /// <summary>The lines of strace about connections to other machines, and about the files of ONNX Runtime's reports.</summary>
    public string[] Traces => File.Exists(_folder.File("trace"))
        ? [.. File.ReadLines(_folder.File("trace")).Where(line => line.Contains("AF_INET", StringComparison.Ordinal) || line.Contains(".onnxruntime", StringComparison.Ordinal) || line.Contains(".ses\"", StringComparison.Ordinal))]
        : [];

    public void Run(string program, params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string assembly = Path.Combine(RepositoryPaths.Root, "tests", program, "bin", configuration, "net10.0", program + ".dll");
        string[] command =
        [
            .. s_strace is null ? [] : new[] { s_strace, "-f", "-qq", "-o", _folder.File("trace"), "-e", "trace=connect,sendto,openat,rename,unlink" },
            "dotnet", assembly, .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _folder.File("home");
        start.Environment["TMPDIR"] = _folder.File("tmp");
        foreach (string variable in (string[])["XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY", "VITMLNET_ALLOW_TELEMETRY"])
            start.Environment.Remove(variable);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Error = error.Result;
    }

    public void Dispose() => _folder.Dispose();
}
