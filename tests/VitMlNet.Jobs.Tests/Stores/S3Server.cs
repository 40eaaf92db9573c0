using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Web;

namespace VitMlNet.Jobs.Tests.Stores;

/// <summary>A server with as much of S3's interface as the store uses, which honours <c>If-None-Match</c>.</summary>
internal sealed class S3Server : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, byte[]> _objects = [];

    public S3Server()
    {
        Address = $"http://127.0.0.1:{Cluster.Server.FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>How many of the next requests are answered with an error of the server.</summary>
    public int Failures { get; set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        (HttpListenerRequest request, HttpListenerResponse response) = (context.Request, context.Response);
        string key = request.Url!.AbsolutePath["/bucket/".Length..];
        if (Failures > 0)
        {
            Failures--;
            Write(response, 503, Error("SlowDown"));
        }
        else if (request.HttpMethod == "PUT")
        {
            byte[] content = ReadBody(request);
            bool added = request.Headers["If-None-Match"] == "*" && _objects.TryAdd(key, content);
            response.AddHeader("ETag", "\"1\"");
            Write(response, added ? 200 : 412, added ? [] : Error("PreconditionFailed"));
        }
        else if (request.QueryString["list-type"] is not null)
        {
            Write(response, 200, List(request.QueryString["prefix"] ?? ""));
        }
        else if (!_objects.TryGetValue(key, out byte[]? content))
        {
            Write(response, 404, Error("NoSuchKey"), request.HttpMethod == "HEAD");
        }
        else if (request.Headers["Range"] is { } range)
        {
            int[] ends = [.. range["bytes=".Length..].Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            Write(response, 206, content[ends[0]..(ends[1] + 1)]);
        }
        else
        {
            Write(response, 200, content, request.HttpMethod == "HEAD");
        }
    }

    private byte[] List(string prefix) => Encoding.UTF8.GetBytes(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>"
        + string.Concat(_objects.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(item =>
            $"<Contents><Key>{HttpUtility.HtmlEncode(item.Key)}</Key><Size>{item.Value.Length}</Size>"
                + "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"))
        + "</ListBucketResult>");

    private static byte[] Error(string code) => Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");

    // The SDK sends a body in chunks, each with its signature: LENGTH;chunk-signature=… CRLF bytes CRLF.
    private static byte[] ReadBody(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        request.InputStream.CopyTo(body);
        byte[] bytes = body.ToArray();
        if (request.Headers["x-amz-content-sha256"]?.StartsWith("STREAMING", StringComparison.Ordinal) != true)
            return bytes;
        using var content = new MemoryStream();
        for (int at = 0; ;)
        {
            int end = bytes.AsSpan(at).IndexOf("\r\n"u8) + at;
            int length = int.Parse(Encoding.ASCII.GetString(bytes, at, end - at).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return content.ToArray();
            content.Write(bytes, end + 2, length);
            at = end + 2 + length + 2;
        }
    }

    private static void Write(HttpListenerResponse response, int status, byte[] content, bool headOnly = false)
    {
        response.StatusCode = status;
        response.ContentLength64 = content.Length;
        if (!headOnly)
            response.OutputStream.Write(content);
        response.Close();
    }
}
