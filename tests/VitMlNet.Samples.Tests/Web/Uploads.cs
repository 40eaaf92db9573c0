using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>Photographs, good and bad, and the requests that carry them.</summary>
internal static class Uploads
{
    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "samples", "images", name));

    /// <summary>A PNG of a few bytes that claims 2500 million pixels.</summary>
    public static byte[] Bomb()
    {
        byte[] small = PngFile.Write(TestPicture.Smooth(8, 8));
        using var file = new MemoryStream();
        file.Write(small.AsSpan(0, 8));
        PngFile.WriteChunk(file, "IHDR", [0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50, 8, 2, 0, 0, 0]);
        // What follows the 13 bytes of the header, their length, type and checksum.
        file.Write(small.AsSpan(8 + 25));
        return file.ToArray();
    }

    /// <summary>A PNG with nonsense in place of its compressed pixels.</summary>
    public static byte[] Damaged()
    {
        byte[] file = PngFile.Write(TestPicture.Noise(20, 20, 1));
        file.AsSpan(60, 200).Fill(0xAA);
        return file;
    }

    /// <summary>The file as a request's body.</summary>
    public static HttpContent Raw(byte[] file, string type = "image/png")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    /// <summary>The file as a form's field.</summary>
    public static HttpContent Form(byte[] file, string field = "image", string type = "image/png") =>
        new MultipartFormDataContent { { Raw(file, type), field, "photo.png" } };

    /// <summary>Sends half of a body and then nothing, and reads the answer; HttpClient would wait until all is sent.</summary>
    public static async Task<HttpResponseMessage> SendHalfAsync(Uri address, byte[] file)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/classify HTTP/1.0\r\nContent-Type: image/png\r\nContent-Length: {file.Length}\r\n\r\n"));
        await stream.WriteAsync(file.AsMemory(0, file.Length / 2));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string text = await reader.ReadToEndAsync();
        string[] parts = text.Split("\r\n\r\n", 2);
        string[] head = parts[0].Split("\r\n");
        int status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(parts[1]) };
        string type = head.Single(line => line.StartsWith("Content-Type: ", StringComparison.OrdinalIgnoreCase))["Content-Type: ".Length..];
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return response;
    }

    /// <summary>A body that stops half-way until it is let go.</summary>
    public sealed class Halting : HttpContent
    {
        private readonly byte[] _file;
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Halting(byte[] file)
        {
            _file = file;
            Headers.ContentType = new MediaTypeHeaderValue("image/png");
        }

        public void GoOn() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_file.AsMemory(0, _file.Length / 2));
            await stream.FlushAsync();
            await _goOn.Task;
            await stream.WriteAsync(_file.AsMemory(_file.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _file.Length;
            return true;
        }
    }
}
