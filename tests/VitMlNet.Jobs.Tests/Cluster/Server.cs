using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>A real server in a process of its own, which can be killed and started again.</summary>
internal sealed class Server : IDisposable
{
    private readonly Func<ProcessStartInfo> _start;
    private Process? _process;

    private Server(int port, Func<ProcessStartInfo> start) => (Port, _start) = (port, start);

    public int Port { get; }

    /// <summary>NATS with JetStream; skips the test where it is absent.</summary>
    public static Server StartBroker(string folder)
    {
        string program = Find("NATS_SERVER", "nats-server") ?? Skip("nats-server", "NATS_SERVER");
        int port = FreePort();
        return Started(port, () => new ProcessStartInfo(program, ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", $"{port}"]));
    }

    /// <summary>Azurite, Azure Blob Storage on this machine; skips the test where it is absent.</summary>
    /// <param name="folder">Where it keeps the blobs.</param>
    /// <param name="account">The account's name and key, in the form of Azurite's own variable.</param>
    public static Server StartAzurite(string folder, string account)
    {
        string program = Find("AZURITE", "azurite-blob") ?? Skip("azurite-blob", "AZURITE");
        int port = FreePort();
        return Started(port, () => new ProcessStartInfo(program, ["--location", folder, "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--silent",
            "--skipApiVersionCheck", "--disableTelemetry"])
        {
            Environment = { ["AZURITE_ACCOUNTS"] = account },
        });
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Start()
    {
        ProcessStartInfo start = _start();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Await();
    }

    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    private static Server Started(int port, Func<ProcessStartInfo> start)
    {
        var server = new Server(port, start);
        server.Start();
        return server;
    }

    private static string? Find(string variable, string name) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
        ? named
        : ((Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/usr/local/sbin").Split(Path.PathSeparator, ':').Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Skip(string name, string variable)
    {
        Assert.Inconclusive($"needs {name} on the path, or its place in the environment variable {variable}; .ci/run installs it");
        return "";
    }

    private void Await()
    {
        for (int i = 0; i < 600; i++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(100);
            }
        }

        Assert.Fail($"The server at port {Port} did not answer within a minute.");
    }
}
