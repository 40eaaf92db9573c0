using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>A server of a photograph that ends each process that reads it, as one that makes a native library crash does. On Linux.</summary>
internal sealed class PoisonServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _killed;

    public PoisonServer()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("needs /proc, to find the process that reads a photograph");
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/poison.jpg";

    /// <summary>How many processes it has ended.</summary>
    public int Killed => _killed;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                byte[] request = new byte[1];
                if (await client.GetStream().ReadAsync(request) > 0 && FindProcess(((IPEndPoint)client.Client.RemoteEndPoint!).Port) is { } process)
                {
                    process.Kill();
                    Interlocked.Increment(ref _killed);
                    process.Dispose();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private static Process? FindProcess(int port)
    {
        string? socket = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(File.ReadLines).Select(line =>
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(":" + port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]").FirstOrDefault();
        foreach (string folder in Directory.GetDirectories("/proc").Where(name => int.TryParse(Path.GetFileName(name), out _)))
        {
            try
            {
                if (Directory.GetFiles(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget == socket))
                    return Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It has ended, or is somebody else's.
            }
        }

        return null;
    }
}
