using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>Downloads a checkpoint, resuming after interruptions, and verifies it.</summary>
internal sealed class CheckpointDownload(
    RemoteFile file, PartialFile part, VitModelStoreOptions options, StoreErrors errors, IProgress<VitDownloadProgress>? progress)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Completes when the checkpoint has its final name.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using var handler = options.Handler is null ? new SocketsHttpHandler { ConnectTimeout = options.StallTimeout, AllowAutoRedirect = false } : null;
        using var client = new HttpClient(options.Handler ?? handler!, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("VitMlNet");
        var transfer = new CheckpointTransfer(client, file, part, options, errors, (done, total) => Report(VitDownloadStage.Download, done, total));
        for (bool again = false; ; again = true)
        {
            await ReceiveAllAsync(transfer, token).ConfigureAwait(false);
            DownloadRecord record = part.Record!;
            long length = part.Length;
            FileChecksums found = await Task.Run(
                () => FileChecksums.Compute(part.Path, done => Report(VitDownloadStage.Verification, done, length), token), token).ConfigureAwait(false);
            if (found.DifferenceFrom(record.Checksums, file.Sha256) is not { } difference)
            {
                part.Complete(record with
                {
                    Sha256 = found.Sha256,
                    Length = length,
                    Verified = FileChecksums.Known(record.Checksums, file.Sha256),
                });
                return;
            }

            part.Delete();
            if (again)
                throw errors.Damaged(difference);
        }
    }

    private async Task ReceiveAllAsync(CheckpointTransfer transfer, CancellationToken token)
    {
        long atFirst = part.Length;
        long reached = atFirst;
        for (int failures = 0; ;)
        {
            try
            {
                await transfer.ReceiveAsync(token).ConfigureAwait(false);
                return;
            }
            catch (TransferBrokenException broken)
            {
                failures = part.Length > reached ? 1 : failures + 1;
                reached = Math.Max(reached, part.Length);
                // Without a network retries are pointless, unless the download has made progress before.
                if (failures > (broken.IsOffline && reached == atFirst ? Math.Min(1, options.Retries) : options.Retries))
                    throw errors.Unreachable(broken, part.Length);
                Report(VitDownloadStage.Retry, part.Length, part.Record?.Length);
                await Task.Delay(Delay(failures, broken.RetryAfter), token).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Delay(int failures, TimeSpan? asked)
    {
        TimeSpan delay = options.RetryDelay * Math.Pow(2, failures - 1);
        if (asked > delay)
            delay = asked.Value;
        return delay < LongestDelay ? delay : LongestDelay;
    }

    private void Report(VitDownloadStage stage, long done, long? total) => progress?.Report(new VitDownloadProgress(stage, done, total));
}
