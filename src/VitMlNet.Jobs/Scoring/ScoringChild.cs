using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VitMlNet;

/// <summary>A process apart that scores one photograph after the other, so that one that ends it takes nothing with it.</summary>
internal sealed class ScoringChild : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private string _lastError = "";

    private ScoringChild(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data.Trim();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the process, and waits until it has loaded the model.</summary>
    /// <exception cref="VitJobException">It cannot be started, or ends.</exception>
    public static async Task<ScoringChild> StartAsync(IReadOnlyList<string> command, string job, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1).Append(job))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        ScoringChild child;
        try
        {
            child = new ScoringChild(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new VitJobException($"a process apart cannot be started: {e.Message}", job, e);
        }

        try
        {
            if (await child.ReadAsync(s_startTimeout, cancellationToken).ConfigureAwait(false) is { Fault: null })
                return child;
            throw new VitJobException($"a process apart was to score the photographs one by one, and {child.DescribeEnd()}.", job);
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Scores a photograph.</summary>
    /// <returns>The answer, or <see langword="null"/> if the process has ended, or was ended since it took too long.</returns>
    public async Task<ChildReply?> ScoreAsync(ScoredImage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, ChildJson.Default.ScoredImage).AsMemory(), cancellationToken)
                .ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }

        return await ReadAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the process ended, in words that follow <c>and</c>.</summary>
    public string DescribeEnd()
    {
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        string end = _process.HasExited
            ? string.Create(CultureInfo.InvariantCulture, $"it ended with the exit code {_process.ExitCode}")
            : "it did not answer in time";
        return _lastError.Length > 0 ? $"{end} ({(_lastError.Length > 300 ? _lastError[..300] : _lastError)})" : end;
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private async Task<ChildReply?> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            string? line = await _process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
            return line is null ? null : JsonSerializer.Deserialize(line, ChildJson.Default.ChildReply);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (JsonException)
        {
            // The process ended in the middle of a line.
            return null;
        }
    }
}
