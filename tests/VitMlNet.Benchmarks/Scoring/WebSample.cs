using System.Diagnostics;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>The web sample in a process of its own, and a client of it.</summary>
internal sealed class WebSample : IDisposable
{
    private const string Announcement = "Now listening on: ";

    private readonly Process _process;
    private readonly HttpClient _client;

    private WebSample(Process process, HttpClient client) => (_process, _client) = (process, client);

    public static async Task<WebSample> StartAsync(string modelPath)
    {
        string program = ToolRun.ProgramPath("samples/WebClassifier", "WebClassifier.dll");
        string[] arguments = [program, "--urls", "http://127.0.0.1:0", "--Classifier:ModelPath=" + modelPath];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and int at)
            {
                // What it writes later has to be read, so that it never waits for that.
                _ = process.StandardOutput.ReadToEndAsync();
                return new WebSample(process, new HttpClient { BaseAddress = new Uri(line[(at + Announcement.Length)..]) });
            }
        }

        throw new InvalidOperationException("The web sample did not start.");
    }

    public async Task ClassifyAsync(string photo)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(photo));
        content.Headers.ContentType = new("image/jpeg");
        using HttpResponseMessage answer = await _client.PostAsync("api/classify", content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
