using NATS.Client.JetStream;

namespace VitMlNet;

/// <summary>A message in work: the broker gets a sign of life after each third of its patience, and at the end what became of it.</summary>
internal sealed class ShardLease : IAsyncDisposable
{
    private readonly INatsJSMsg<byte[]> _message;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _signs;

    public ShardLease(INatsJSMsg<byte[]> message, TimeSpan lease, Action<string> log)
    {
        (_message, _log) = (message, log);
        _signs = SignAsync(lease / 3);
    }

    /// <summary>How often the broker has given out this message, this time included.</summary>
    public int Deliveries => (int)Math.Min(int.MaxValue, _message.Metadata?.NumDelivered ?? 1);

    public Task DoneAsync() => TellAsync("acknowledged", () => _message.AckAsync());

    public Task GiveUpAsync() => TellAsync("given up", () => _message.AckTerminateAsync());

    /// <summary>Hands the shard back, for another worker to take after a pause.</summary>
    public Task HandBackAsync(TimeSpan pause) => TellAsync("handed back", () => _message.NakAsync(delay: pause));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _signs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task SignAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            await TellAsync("kept", () => _message.AckProgressAsync(cancellationToken: _end.Token)).ConfigureAwait(false);
    }

    // A broker that does not hear it gives the shard out again, and whoever gets it finds the part.
    private async Task TellAsync(string what, Func<ValueTask> tell)
    {
        try
        {
            await tell().ConfigureAwait(false);
        }
        catch (Exception e) when (VitJobQueue.IsOfBroker(e, _end.Token))
        {
            _log($"a shard could not be {what} at the broker: {e.Message} It may be given out again.");
        }
    }
}
