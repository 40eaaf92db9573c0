using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace VitMlNet.Store.Tests;

/// <summary>
/// A server that behaves like the hub: small files come from itself, large ones from another host that it redirects to, after it has said
/// their checksum, their size and the revision.
/// </summary>
internal sealed class HubServer : IDisposable
{
    public const string Repository = "owner/tiny.model", Commit = "0123456789abcdef0123456789abcdef01234567", Token = "hf_secret";

    private readonly HttpListener _hub;
    private readonly HttpListener _storage;
    private readonly ConcurrentQueue<string> _requests = new();

    public HubServer()
    {
        (_hub, Address) = Listen("127.0.0.1");
        (_storage, StorageAddress) = Listen("localhost");
        _ = ServeAsync(_hub, AnswerAsHub);
        _ = ServeAsync(_storage, AnswerAsStorage);
    }

    /// <summary>The files of the repository, by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public string Address { get; }

    public string StorageAddress { get; }

    /// <summary>Whether only the owner of the token may read.</summary>
    public bool IsGated { get; set; }

    /// <summary>Whether the first download from the storage breaks in the middle.</summary>
    public bool BreaksOnce { get; set; }

    /// <summary>Whether the storage sends damaged bytes.</summary>
    public bool Corrupts { get; set; }

    /// <summary>All requests so far: who answered, the method, the path, whether a token came with it, and the first byte.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public void Dispose()
    {
        _hub.Close();
        _storage.Close();
    }

    private static (HttpListener, string) Listen(string host)
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://{host}:{port}/");
            try
            {
                listener.Start();
                return (listener, $"http://{host}:{port}");
            }
            catch (HttpListenerException)
            {
                // Another process took the port meanwhile.
            }
        }
    }

    private static async Task ServeAsync(HttpListener listener, Action<HttpListenerContext> answer)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                _ = Task.Run(() =>
                {
                    try
                    {
                        answer(context);
                        context.Response.Close();
                    }
                    catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException or IOException)
                    {
                        context.Response.Abort();
                    }
                });
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void AnswerAsHub(HttpListenerContext context)
    {
        (HttpListenerRequest request, HttpListenerResponse response) = (context.Request, context.Response);
        Note("hub", request);
        string path = request.Url!.AbsolutePath;
        if (path.StartsWith("/renamed/model/", StringComparison.Ordinal))
        {
            response.StatusCode = 307;
            response.Headers["Location"] = path.Replace("/renamed/model/", $"/{Repository}/");
            return;
        }

        if (IsGated && request.Headers["Authorization"] != "Bearer " + Token)
        {
            response.StatusCode = request.Headers["Authorization"] is null ? 401 : 403;
            response.Headers["X-Error-Message"] = "Access to this model is restricted.";
            return;
        }

        string? name = new[] { "main", Commit }.Select(revision => $"/{Repository}/resolve/{revision}/")
            .Where(prefix => path.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => path[prefix.Length..]).FirstOrDefault();
        response.Headers["X-Repo-Commit"] = Commit;
        if (name is null || !Files.TryGetValue(name, out byte[]? content))
        {
            response.StatusCode = 404;
            return;
        }

        if (name.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            response.StatusCode = 302;
            response.Headers["Location"] = $"{StorageAddress}/blobs/{name}";
            response.Headers["X-Linked-Etag"] = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
            response.Headers["X-Linked-Size"] = content.Length.ToString();
            return;
        }

        response.Headers["ETag"] = "\"0123456789abcdef0123456789abcdef01234567\"";
        Send(request, response, content);
    }

    private void AnswerAsStorage(HttpListenerContext context)
    {
        Note("storage", context.Request);
        byte[] content = [.. Files[context.Request.Url!.AbsolutePath["/blobs/".Length..]]];
        if (Corrupts)
            content[content.Length / 2] ^= 1;
        context.Response.Headers["ETag"] = "\"blob\"";
        if (BreaksOnce)
        {
            BreaksOnce = false;
            context.Response.ContentLength64 = content.Length;
            context.Response.OutputStream.Write(content, 0, content.Length / 2);
            context.Response.OutputStream.Flush();
            context.Response.Abort();
            return;
        }

        Send(context.Request, context.Response, content);
    }

    private static void Send(HttpListenerRequest request, HttpListenerResponse response, byte[] content)
    {
        int start = Start(request);
        if (start > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }

        response.ContentLength64 = content.Length - start;
        if (request.HttpMethod != "HEAD")
            response.OutputStream.Write(content, start, content.Length - start);
    }

    private static int Start(HttpListenerRequest request) =>
        request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;

    private void Note(string server, HttpListenerRequest request) =>
        _requests.Enqueue($"{server} {request.HttpMethod} {request.Url!.AbsolutePath}{(request.Headers["Authorization"] is null ? "" : " token")} {Start(request)}");
}
