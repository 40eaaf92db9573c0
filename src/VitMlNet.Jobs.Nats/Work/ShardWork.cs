using System.Diagnostics;
using System.Globalization;

namespace VitMlNet;

/// <summary>One attempt at a shard from the queue, and what the broker and the job are told about it.</summary>
internal sealed class ShardWork(VitJobScorer scorer, ShardLease lease, ShardMessage request, VitJobWorkerOptions options, Action<string> log)
{
    private readonly int _attempt = lease.Deliveries;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _done;

    private string Name => string.Create(CultureInfo.InvariantCulture, $"shard {request.Shard} of {scorer.Job.Address}");

    /// <summary>Scores the shard. Whatever goes wrong is this shard's: the worker goes on with the next one.</summary>
    public async Task RunAsync(VitJobWorkerSummary summary, CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        await using CancellationTokenRegistration registration = stopping.UnsafeRegister(_ => EndSoon(ending), null);
        try
        {
            if (_attempt >= ShardAttempts.Most)
                await RecordAsync("the last process that had it ended without a result").ConfigureAwait(false);
            int attempt = await FindAttemptAsync(ending.Token).ConfigureAwait(false);
            VitShardResult result = await scorer.ScoreAsync(request.Shard, attempt, done => Volatile.Write(ref _done, done), ending.Token)
                .ConfigureAwait(false);
            await lease.DoneAsync().ConfigureAwait(false);
            Count(summary, result);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            log($"{Name} is handed back.");
            await lease.HandBackAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not only the errors that are expected: a shard that goes on failing must end with its reason.
            summary.Failed++;
            string reason = e is VitException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            log(string.Create(CultureInfo.InvariantCulture, $"{Name} failed, attempt {_attempt} of {ShardAttempts.Most}: {reason}"));
            await FailAsync(reason).ConfigureAwait(false);
        }
    }

    // What failed after an earlier submission may contain a photograph that ends processes, which the broker knows nothing of any more.
    private async Task<int> FindAttemptAsync(CancellationToken cancellationToken) =>
        _attempt < ShardAttempts.FirstIsolated && request.Generation > 1
            && await scorer.Job.HasFailedAsync(request.Shard, cancellationToken).ConfigureAwait(false)
            ? ShardAttempts.FirstIsolated
            : _attempt;

    private void Count(VitJobWorkerSummary summary, VitShardResult result)
    {
        summary.Images += result.Images;
        switch (result.Outcome)
        {
            case VitShardOutcome.Scored:
                summary.Scored++;
                double seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_started).TotalSeconds);
                log(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: {result.Images} images in {seconds:0.0} s, {result.Errors} with an error{(_attempt > 1 ? $", attempt {_attempt}" : "")}"));
                break;
            case VitShardOutcome.LostRace:
                summary.LostRaces++;
                log($"{Name}: another worker was faster.");
                break;
            default:
                summary.Skipped++;
                log($"{Name} was done already.");
                break;
        }
    }

    private async Task FailAsync(string reason)
    {
        if (_attempt < ShardAttempts.Most)
        {
            await lease.HandBackAsync(options.PauseAfterFailure * _attempt).ConfigureAwait(false);
            return;
        }

        await RecordAsync(reason).ConfigureAwait(false);
        await lease.GiveUpAsync().ConfigureAwait(false);
    }

    private async Task RecordAsync(string reason)
    {
        try
        {
            await scorer.Job.RecordFailureAsync(new VitShardFailure(request.Shard, _attempt, reason), request.Generation).ConfigureAwait(false);
        }
        catch (VitObjectStoreException e)
        {
            log($"{Name}: its failure could not be written down: {e.Message}");
        }
    }

    // What can be finished in time is finished; anything else is ended at once, so that another worker has it soon.
    private void EndSoon(CancellationTokenSource ending)
    {
        int done = Volatile.Read(ref _done);
        int count = scorer.Job.Plan.GetRange(request.Shard).Count;
        double left = done == 0 ? double.PositiveInfinity : Stopwatch.GetElapsedTime(_started).TotalSeconds / done * (count - done);
        if (left < options.FinishWithin.TotalSeconds / 2)
            ending.CancelAfter(options.FinishWithin);
        else
            ending.Cancel();
    }
}
