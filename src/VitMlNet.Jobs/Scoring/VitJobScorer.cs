using System.Text.Json;

namespace VitMlNet;

/// <summary>Scores the shards of one job on this machine: the model is loaded once. One shard at a time; not thread-safe.</summary>
public sealed class VitJobScorer : IDisposable
{
    private readonly VitJob _job;
    private readonly JobImageReader _reader;
    private readonly VitJobScorerOptions _options;
    private readonly VitPredictor _predictor;
    private (int List, IReadOnlyList<string[]> Shards)? _list;

    private VitJobScorer(VitJob job, VitObjectStores stores, VitJobScorerOptions options, VitModel model)
    {
        _job = job;
        _reader = new JobImageReader(stores);
        _options = options;
        var predictorOptions = new VitPredictorOptions();
        if (options.BatchSize is { } size)
            predictorOptions.BatchSize = size;
        if (options.Session is { } session)
            predictorOptions.Session = session;
        _predictor = new VitPredictor(model, predictorOptions);
    }

    /// <summary>The job.</summary>
    public VitJob Job => _job;

    /// <summary>Fetches the job's model where this machine lacks it, and loads it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="stores">The stores that the addresses of photographs may name.</param>
    /// <param name="options">How to score, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The scorer, to be disposed.</returns>
    /// <exception cref="VitJobException">This is another version of VitMlNet, or another model, than the plan's.</exception>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitObjectStoreException">The store cannot be reached.</exception>
    public static async Task<VitJobScorer> OpenAsync(
        VitJob job, VitObjectStores stores, VitJobScorerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(stores);
        options ??= new VitJobScorerOptions();
        job.CheckVersion();
        VitModel model = options.ModelPath is { } path
            ? JobModelFiles.Open(path, job.Plan.Model, job.Address)
            : await JobModelFiles.FetchAsync(job.Store, job.Plan.Model, cancellationToken).ConfigureAwait(false);
        return new VitJobScorer(job, stores, options, model);
    }

    /// <summary>Scores a shard and writes its part, unless there is one.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    /// <param name="attempt">
    /// The number of this attempt at it, from 1. From the third on, each photograph is scored in a process apart
    /// (<see cref="VitJobScorerOptions.IsolationCommand"/>), and one that ends it has an error.
    /// </param>
    /// <param name="progress">Receives the number of photographs that are done.</param>
    /// <param name="cancellationToken">Ends the work early; nothing is written then.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="VitJobException">The shard cannot be scored now.</exception>
    /// <exception cref="VitObjectStoreException">A store cannot be reached, or has no room.</exception>
    public async Task<VitShardResult> ScoreAsync(int shard, int attempt = 1, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        (long start, int count) = _job.Plan.GetRange(shard);
        if (await _job.Store.ExistsAsync(JobKeys.Part(shard), cancellationToken).ConfigureAwait(false))
            return new VitShardResult(VitShardOutcome.AlreadyScored, 0, 0);

        IReadOnlyList<string> addresses = await ReadAddressesAsync(shard, cancellationToken).ConfigureAwait(false);
        var images = new List<ScoredImage>(count);
        if (attempt >= ShardAttempts.FirstIsolated && _options.IsolationCommand is not null)
        {
            await foreach (ScoredImage image in IsolatedScoring.ScoreAsync(_options, _job.Address, addresses, start, cancellationToken).ConfigureAwait(false))
                Add(image);
        }
        else
        {
            int unreadable = 0;
            IAsyncEnumerable<VitImageSource> sources = _reader.ReadAsync(addresses, cancellationToken);
            await foreach ((ScoredImage image, bool isUnreadable) in ImageScoring.ScoreAsync(_predictor, _job.Plan, sources, addresses, start,
                cancellationToken).ConfigureAwait(false))
            {
                unreadable += isUnreadable ? 1 : 0;
                Add(image);
            }

            if (unreadable == count && count > 1 && attempt < ShardAttempts.FirstIsolated)
                throw NothingReadable(shard, images[0]);
        }

        using MemoryStream part = await PartWriter.WriteAsync(_job.Plan, shard, images).ConfigureAwait(false);
        bool won = await _job.Store.TryPutAsync(JobKeys.Part(shard), part, cancellationToken).ConfigureAwait(false);
        return new VitShardResult(won ? VitShardOutcome.Scored : VitShardOutcome.LostRace, count, images.Count(image => image.Error is not null));

        void Add(ScoredImage image)
        {
            images.Add(image);
            progress?.Invoke(images.Count);
        }
    }

    /// <summary>Scores a shard, with the number of the attempt counted in the job; the fifth one that fails is written down as the shard's end.</summary>
    /// <inheritdoc cref="ScoreAsync"/>
    public async Task<VitShardResult> ScoreCountedAsync(int shard, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        int attempt = await _job.CountAttemptAsync(shard, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ScoreAsync(shard, attempt, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (VitException e) when (attempt >= ShardAttempts.Most)
        {
            await _job.RecordFailureAsync(new VitShardFailure(shard, attempt, e.Message), cancellationToken: cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers requests for single photographs until they end: the other side of <see cref="VitJobScorerOptions.IsolationCommand"/>.</summary>
    /// <param name="requests">One JSON object a line.</param>
    /// <param name="replies">Receives one JSON object a line.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public async Task ServeAsync(TextReader requests, TextWriter replies, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(replies);
        await ReplyAsync(new ChildReply()).ConfigureAwait(false);
        while (await requests.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            ScoredImage request = JsonSerializer.Deserialize(line, ChildJson.Default.ScoredImage)!;
            await ReplyAsync(await ScoreOneAsync(request, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        async Task ReplyAsync(ChildReply reply)
        {
            await replies.WriteLineAsync(JsonSerializer.Serialize(reply, ChildJson.Default.ChildReply)).ConfigureAwait(false);
            await replies.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _predictor.Dispose();

    private async Task<ChildReply> ScoreOneAsync(ScoredImage request, CancellationToken cancellationToken)
    {
        try
        {
            string[] address = [request.Address];
            IAsyncEnumerable<VitImageSource> source = _reader.ReadAsync(address, cancellationToken);
            await foreach ((ScoredImage image, _) in ImageScoring.ScoreAsync(_predictor, _job.Plan, source, address, request.Position,
                cancellationToken).ConfigureAwait(false))
                return new ChildReply(image);
            return new ChildReply(Fault: "a photograph gave no result.");
        }
        catch (VitException e)
        {
            return new ChildReply(Fault: e.Message);
        }
    }

    // Shards of one list often come one after the other.
    private async Task<IReadOnlyList<string>> ReadAddressesAsync(int shard, CancellationToken cancellationToken)
    {
        int list = shard / _job.Plan.ShardsPerList;
        if (_list?.List != list)
            _list = (list, await ShardLists.ReadAsync(_job.Store, _job.Plan, list, cancellationToken).ConfigureAwait(false));
        return ShardLists.Find(_job.Store, _job.Plan, _list.Value.Shards, shard);
    }

    private VitJobException NothingReadable(int shard, ScoredImage first) => new(
        $"none of the {_job.Plan.GetRange(shard).Count} photographs of shard {shard} can be read here: {first.Address}: {first.Error} Check that this "
            + $"machine has "
        + "the folder, the network and the permissions; another machine will try.", _job.Address);
}
