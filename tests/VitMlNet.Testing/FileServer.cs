using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace VitMlNet.Testing;

/// <summary>A server of one file on this machine, which can do all that goes wrong with servers.</summary>
public sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<ServerReply> _replies = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public FileServer(byte[] content, params ServerReply[] replies)
    {
        Content = content;
        foreach (ServerReply reply in replies)
            _replies.Enqueue(reply);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The file.</summary>
    public byte[] Content { get; set; }

    /// <summary>Its version, with quotes; <see langword="null"/> for none.</summary>
    public string? ETag { get; set; } = "\"first\"";

    /// <summary>Its date as the header has it; <see langword="null"/> for none.</summary>
    public string? LastModified { get; set; }

    /// <summary>More header lines, such as checksums.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];

    /// <summary>The answer when there is none left for a certain request.</summary>
    public ServerReply Usual { get; set; } = new();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/files/");

    /// <summary>The heads of all requests so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The first byte that each request asked for, 0 for the whole file.</summary>
    public IReadOnlyList<int> Starts => [.. _requests.Select(Start)];

    /// <summary>The MD5 in the form of Google's header.</summary>
#pragma warning disable CA5351
    public static string Md5(byte[] content) => "md5=" + Convert.ToBase64String(MD5.HashData(content));
#pragma warning restore CA5351

    /// <summary>Adds an answer for the next request that has none.</summary>
    public void Next(ServerReply reply) => _replies.Enqueue(reply);

    /// <summary>Ends the server and all its connections; a second time does nothing.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private static int Start(string request) =>
        Field(request, "Range: bytes=") is { } range ? int.Parse(range.TrimEnd('-'), CultureInfo.InvariantCulture) : 0;

    private static string? Field(string request, string name) =>
        request.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..];

    private async Task AcceptAsync()
    {
        CancellationToken token = _end.Token;
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(token), token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken token)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                string request = await ReadHeadAsync(stream, token);
                if (request.Length == 0)
                    return;
                _requests.Enqueue(request);
                await ReplyAsync(stream, request, _replies.TryDequeue(out ServerReply? reply) ? reply : Usual, token);
                // Closed at once, bytes on their way may be lost.
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(new byte[1], token) > 0)
                {
                    // The client has nothing more to say; its end of the connection is awaited.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken token)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, token) == 1)
            head.Append((char)buffer[0]);
        return head.ToString();
    }

    private async Task ReplyAsync(NetworkStream stream, string request, ServerReply reply, CancellationToken token)
    {
        if (reply.Raw is not null)
        {
            await stream.WriteAsync(reply.Raw, token);
            return;
        }

        if (reply.Location is not null || reply.Status is not null)
        {
            string location = reply.Location is null ? "" : $"Location: {reply.Location}\r\n";
            await SendAsync($"HTTP/1.1 {reply.Status ?? 302} Test\r\n{location}Content-Length: 5\r\nConnection: close\r\n\r\nsorry");
            return;
        }

        byte[] content = [.. Content];
        if (reply.CorruptAt is { } wrong)
            content[wrong] ^= 0x10;
        int start = Start(request);
        string? condition = Field(request, "If-Range: ");
        bool part = start > 0 && !reply.IgnoreRange && (reply.IgnoreCondition || condition is null || condition == ETag || condition == LastModified);
        if (part && start >= content.Length)
        {
            await SendAsync($"HTTP/1.1 416 Test\r\nContent-Range: bytes */{content.Length}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }

        start = part ? start + reply.ShiftRange : 0;
        List<string> head = [part ? "HTTP/1.1 206 Partial Content" : "HTTP/1.1 200 OK", "Connection: close", .. Headers];
        if (part)
            head.Add($"Content-Range: bytes {start}-{content.Length - 1}/{content.Length}");
        head.Add(reply.Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {reply.ToldLength ?? content.Length - start}");
        if (ETag is not null)
            head.Add($"ETag: {ETag}");
        if (LastModified is not null)
            head.Add($"Last-Modified: {LastModified}");
        await SendAsync(string.Join("\r\n", head) + "\r\n\r\n");

        int end = Math.Min(content.Length, start + Math.Min(reply.BreakAfter ?? int.MaxValue / 2, reply.StallAfter ?? int.MaxValue / 2));
        int piece = reply.Slowness > 0 ? Math.Max(1, content.Length / 100) : 1 << 16;
        for (int at = start; at < end; at += piece)
        {
            byte[] bytes = content[at..Math.Min(end, at + piece)];
            if (reply.Chunked)
                await SendAsync($"{bytes.Length:x}\r\n");
            await stream.WriteAsync(bytes, token);
            if (reply.Chunked)
                await SendAsync("\r\n");
            if (reply.Slowness > 0)
                await Task.Delay(reply.Slowness, token);
        }

        if (reply.StallAfter is not null)
            await Task.Delay(Timeout.Infinite, token);
        if (reply.Chunked && reply.BreakAfter is null)
            await SendAsync("0\r\n\r\n");

        Task SendAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), token).AsTask();
    }
}
