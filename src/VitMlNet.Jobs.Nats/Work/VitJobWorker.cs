using System.Globalization;
using NATS.Client.JetStream;

namespace VitMlNet;

/// <summary>Takes shards from a queue and scores them, one after the other, until it is asked to end.</summary>
/// <param name="queue">The queue.</param>
/// <param name="stores">The stores that jobs and photographs are in.</param>
/// <param name="options">How to work, or <see langword="null"/> for the defaults.</param>
public sealed class VitJobWorker(VitJobQueue queue, VitObjectStores stores, VitJobWorkerOptions? options = null)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly VitJobWorkerOptions _options = options ?? new VitJobWorkerOptions();
    private readonly VitJobWorkerSummary _summary = new();
    private VitJobScorer? _scorer;

    /// <summary>Works. A broker that cannot be reached is waited for.</summary>
    /// <param name="stopping">
    /// Asks the worker to end: a shard that is nearly done is finished, any other is handed back at once.
    /// </param>
    /// <returns>What was done.</returns>
    /// <exception cref="VitException">This machine cannot score the job: another model, no room for it.</exception>
    public async Task<VitJobWorkerSummary> RunAsync(CancellationToken stopping = default)
    {
        INatsJSConsumer? consumer = null;
        TimeSpan idle = TimeSpan.Zero;
        string lastTrouble = "";
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                TimeSpan wait = _options.ExitWhenIdle is { } most && most - idle < s_wait ? most - idle : s_wait;
                if (wait <= TimeSpan.Zero)
                    break;
                try
                {
                    consumer ??= await queue.OpenConsumerAsync(VitJob.LibraryVersion, _options.Lease, stopping).ConfigureAwait(false);
                    var next = new NatsJSNextOpts { Expires = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait };
                    INatsJSMsg<byte[]>? message = await consumer.NextAsync<byte[]>(opts: next, cancellationToken: stopping).ConfigureAwait(false);
                    lastTrouble = "";
                    if (message is null)
                    {
                        // The stream may be gone, with the broker's data: it is created again.
                        idle += wait;
                        consumer = null;
                        continue;
                    }

                    idle = TimeSpan.Zero;
                    await HandleAsync(message, stopping).ConfigureAwait(false);
                }
                catch (Exception e) when (VitJobQueue.IsOfBroker(e, stopping))
                {
                    consumer = null;
                    if (e.Message != lastTrouble)
                        Log($"{queue.Address}: {e.Message} Waiting for the broker.");
                    lastTrouble = e.Message;
                    idle += s_pause;
                    await Task.Delay(s_pause, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was waiting when it was asked to end.
        }
        finally
        {
            _scorer?.Dispose();
            _scorer = null;
        }

        return _summary;
    }

    private async Task HandleAsync(INatsJSMsg<byte[]> message, CancellationToken stopping)
    {
        await using var lease = new ShardLease(message, _options.Lease, Log);
        if (ShardMessage.Read(message.Data) is not { } request)
        {
            Log("a message in the queue asks for no shard, and is left out.");
            await lease.GiveUpAsync().ConfigureAwait(false);
            return;
        }

        VitJob? job = await OpenJobAsync(request, lease, stopping).ConfigureAwait(false);
        if (job is null)
            return;
        try
        {
            _scorer ??= await VitJobScorer.OpenAsync(job, stores, _options.Scoring, stopping).ConfigureAwait(false);
        }
        catch
        {
            // Another machine may have the model, or room for it; this one ends.
            await lease.HandBackAsync(s_pause).ConfigureAwait(false);
            throw;
        }

        var work = new ShardWork(_scorer, lease, request, _options, Log);
        await work.RunAsync(_summary, stopping).ConfigureAwait(false);
    }

    private async Task<VitJob?> OpenJobAsync(ShardMessage request, ShardLease lease, CancellationToken stopping)
    {
        if (_scorer?.Job.Plan.Id == request.Id)
            return _scorer.Job;
        _scorer?.Dispose();
        _scorer = null;
        try
        {
            VitJob job = await VitJob.OpenAsync(stores.Open(request.Job), stopping).ConfigureAwait(false);
            if (job.Plan.Id == request.Id && request.Shard >= 0 && request.Shard < job.Plan.ShardCount)
                return job;
            Log(string.Create(CultureInfo.InvariantCulture, $"{request.Job}: there is another job than that of the message for shard {request.Shard}, "
                + $"which is left out."));
            await lease.GiveUpAsync().ConfigureAwait(false);
        }
        catch (VitJobException e)
        {
            Log($"{e.Message} Its message is left out.");
            await lease.GiveUpAsync().ConfigureAwait(false);
        }
        catch (VitObjectStoreException e)
        {
            Log($"{e.Message} The shard is handed back.");
            await lease.HandBackAsync(s_pause).ConfigureAwait(false);
            _summary.Failed++;
        }
        catch (OperationCanceledException)
        {
            await lease.HandBackAsync(TimeSpan.Zero).ConfigureAwait(false);
            throw;
        }

        return null;
    }

    private void Log(string text) => _options.Scoring.Log?.Invoke(text);
}
