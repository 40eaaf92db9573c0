using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>A proxy before a server, which can be cut: connections break, and new ones are closed at once.</summary>
internal sealed class CuttableProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private readonly int _target;
    private volatile bool _cut;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task CutAsync(TimeSpan time)
    {
        _cut = true;
        foreach (TcpClient client in _open.Keys)
            client.Close();
        await Task.Delay(time);
        _cut = false;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (TcpClient client in _open.Keys)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using TcpClient from = client;
        using var to = new TcpClient();
        if (_cut)
            return;
        try
        {
            await to.ConnectAsync(IPAddress.Loopback, _target);
            _open[from] = _open[to] = true;
            await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(from.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            _open.TryRemove(from, out _);
            _open.TryRemove(to, out _);
        }
    }
}
