using System.Diagnostics;
using System.Text;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>The web sample in a process of its own, on a free port of this machine.</summary>
internal sealed class WebProcess : IDisposable
{
    private const string Announcement = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private WebProcess(Process process) => _process = process;

    /// <summary>Talks to it.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Where it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>The memory it has, in bytes.</summary>
    public long ResidentSize
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="settings">Of the section <c>Classifier</c>, as <c>NAME=VALUE</c>.</param>
    public static async Task<WebProcess> StartAsync(params string[] settings)
    {
        ProcessStartInfo start = SampleProgram.Describe(
            "WebClassifier",
            [
                "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.AspNetCore.Routing=Information",
                .. settings.Select(setting => $"--Classifier:{setting}"),
            ]);
        var web = new WebProcess(new Process { StartInfo = start });
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        web._process.OutputDataReceived += (_, line) => web.Note(line.Data, address);
        web._process.ErrorDataReceived += (_, line) => web.Note(line.Data, address);
        web._process.Start();
        web._process.BeginOutputReadLine();
        web._process.BeginErrorReadLine();
        try
        {
            web.Client = new HttpClient { BaseAddress = await address.Task.WaitAsync(Patience), Timeout = TimeSpan.FromMinutes(5) };
            return web;
        }
        catch (TimeoutException)
        {
            string log = web.Log;
            web.Dispose();
            throw new AssertFailedException($"The web sample did not listen within {Patience}:\n{log}");
        }
    }

    /// <summary>Waits until it has written something so many times.</summary>
    public async Task WaitForLogAsync(string text, int count = 1)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); Log.Split(text).Length <= count; await Task.Delay(20))
            Assert.IsLessThan(Patience, waited.Elapsed, $"'{text}' is not in the log:\n{Log}");
    }

    /// <summary>Asks it to end, as an init system or a container does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Client?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Note(string? line, TaskCompletionSource<Uri> address)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
        int at = line.IndexOf(Announcement, StringComparison.Ordinal);
        if (at >= 0)
            address.TrySetResult(new Uri(line[(at + Announcement.Length)..]));
    }
}
