namespace VitMlNet;

/// <summary>A loaded model with all that scores through it. It is disposed when its owner and the last user have released it. Thread-safe.</summary>
internal sealed class ActiveModel
{
    private readonly CallQueue _calls;
    private readonly SemaphoreSlim _admission;
    private readonly VitPredictorOptions _options;
    private int _references = 1;

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    public ActiveModel(VitModel model, VitPredictorOptions options, ClassifierHead? head)
    {
        _options = options;
        Loaded = new LoadedModel(model, options, head);
        int largestBatch = CombinesCalls(model, options) ? BatchSize : 1;
        _calls = new CallQueue(Loaded, largestBatch);

        // Enough for the batches that run, for the one that forms, and for decoding on all cores.
        _admission = new SemaphoreSlim((largestBatch * (Loaded.BatchOptions.ConcurrentRuns + 1)) + Environment.ProcessorCount);
    }

    public LoadedModel Loaded { get; }

    /// <summary>The largest number of photographs in a batch of a pipeline.</summary>
    public int BatchSize => _options.GetBatchSize(Loaded.BatchOptions.ConcurrentRuns > 1);

    /// <summary>The number of prepared photographs that wait for a run.</summary>
    public int WaitingCalls => _calls.WaitingCalls;

    /// <summary>Adds a user, unless the model has been disposed.</summary>
    public bool TryAcquire()
    {
        for (int count = Volatile.Read(ref _references); count > 0; count = Volatile.Read(ref _references))
        {
            if (Interlocked.CompareExchange(ref _references, count + 1, count) == count)
                return true;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0)
            return;
        _calls.Dispose();
        Loaded.Dispose();
        _admission.Dispose();
    }

    /// <summary>Scores one photograph; the calling thread reads it.</summary>
    /// <exception cref="VitImageException">It is absent, unreadable, or a bad image.</exception>
    public ScoreBuffers Score(VitImageSource source, ScoreOutputs outputs, CancellationToken cancellationToken)
    {
        _admission.Wait(cancellationToken);
        try
        {
            ScoreCall call = Prepare(source, outputs, out KnownImage? known);
            if (known is not { IsFound: true })
            {
                _calls.Score(call, cancellationToken);
                Store(known, call);
            }

            return call.Results;
        }
        finally
        {
            _admission.Release();
        }
    }

    /// <summary>Scores one photograph; a thread of the pool reads it.</summary>
    /// <exception cref="VitImageException">It is absent, unreadable, or a bad image.</exception>
    public async Task<ScoreBuffers> ScoreAsync(VitImageSource source, ScoreOutputs outputs, CancellationToken cancellationToken)
    {
        await _admission.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (ScoreCall call, KnownImage? known) = await Task.Run(
                () => (Prepare(source, outputs, out KnownImage? known), known), cancellationToken).ConfigureAwait(false);
            if (known is not { IsFound: true })
            {
                await _calls.ScoreAsync(call, cancellationToken).ConfigureAwait(false);
                Store(known, call);
            }

            return call.Results;
        }
        finally
        {
            _admission.Release();
        }
    }

    /// <summary>Reads photographs ahead and scores them in batches, in their order. The caller keeps the model acquired meanwhile.</summary>
    public BatchPipeline<TFiller> OpenPipeline<TFiller>(ScoreOutputs outputs, Func<TFiller> createFiller, CancellationToken cancellationToken = default)
        where TFiller : IBatchFiller =>
        new(() => new ImageBatch(Loaded, outputs, BatchSize), createFiller, Loaded.BatchOptions.ConcurrentRuns, cancellationToken);

    /// <summary>Whether sharing runs is faster and keeps each answer independent of the others.</summary>
    private static bool CombinesCalls(VitModel model, VitPredictorOptions options) =>
        options.CombineConcurrentCalls ?? (options.Session.ExecutionProvider == VitExecutionProvider.Cpu
            && model.IsIndependentOfBatch && !model.TakesOnePhotograph);

    private ScoreCall Prepare(VitImageSource source, ScoreOutputs outputs, out KnownImage? known)
    {
        var call = new ScoreCall(Loaded, outputs);
        FeatureTable? cache = outputs == ScoreOutputs.Features ? Loaded.Cache : null;
        known = cache is null ? null : new KnownImage(cache);
        try
        {
            cache?.Refresh();
            source.Read(Loaded.Preprocessor, call.Pixels, known);
        }
        catch
        {
            call.Dispose();
            throw;
        }

        if (known is { IsFound: true })
        {
            known.Vector.CopyTo(call.Results.Features);
            call.Dispose();
        }

        return call;
    }

    private void Store(KnownImage? known, ScoreCall call)
    {
        if (known?.Hash is { } hash && BatchLookup.IsFinite(call.Results.Features))
            Loaded.Cache!.Store([(hash, call.Results.Features)]);
    }
}
