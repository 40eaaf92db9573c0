namespace VitMlNet;

/// <summary>
/// The sessions that score one model: one whose runs use all threads, for single photographs, and one whose runs use one thread each,
/// several at the same time, for batches, which is opened when it is first needed. Thread-safe.
/// </summary>
/// <remarks>
/// A batch on each core is the fastest for many photographs, and all cores on one photograph the fastest for a single one. Where the
/// user has chosen the threads, or two sessions would have two copies of large weights, one session does both.
/// </remarks>
internal sealed class ModelSessions : IDisposable
{
    // Weights inside the model file cannot be shared; below this, a second copy does not matter.
    private const long SmallModel = 32L << 20;

    private readonly VitModel _model;
    private readonly VitSessionOptions _options;
    private readonly Lock _opening = new();
    private readonly SharedSession _single;
    private SharedSession? _batches;
    private bool _disposed;

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public ModelSessions(VitModel model, VitSessionOptions options)
    {
        (_model, _options, BatchOptions) = (model, options, GetBatchOptions(model, options));
        _single = SharedSession.Open(model, options);
    }

    public SharedSession Single
    {
        get
        {
            ThrowIfDisposed();
            return _single;
        }
    }

    /// <summary>The session for batches; <see cref="Single"/> where it is not another one, or cannot be opened any more.</summary>
    public SharedSession Batches => HasBatchSession ? OpenBatches() : Single;

    public bool HasBatchSession => !ReferenceEquals(_options, BatchOptions);

    /// <summary>The options of <see cref="Batches"/>.</summary>
    public VitSessionOptions BatchOptions { get; }

    /// <summary>The options of the session for batches: the same object where it is the session for single photographs too.</summary>
    public static VitSessionOptions GetBatchOptions(VitModel model, VitSessionOptions options)
    {
        if (options.ThreadCount is not null || options.ExecutionProvider != VitExecutionProvider.Cpu || Environment.ProcessorCount == 1
            || !(MappedWeights.CanMap(model) || model.Storage.Length <= SmallModel))
            return options;
        VitSessionOptions batchOptions = options.Clone();
        batchOptions.ThreadCount = 1;
        return batchOptions;
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _disposed = true;
            _single.Dispose();
            if (!ReferenceEquals(_batches, _single))
                _batches?.Dispose();
        }
    }

    private SharedSession OpenBatches()
    {
        lock (_opening)
        {
            ThrowIfDisposed();
            try
            {
                return _batches ??= SharedSession.Open(_model, BatchOptions);
            }
            catch (VitModelException) when (!_model.IsUnchanged)
            {
                // The file is gone, or another model has taken its place; the one in memory serves on, if a little slower.
                return _batches = _single;
            }
        }
    }

    private void ThrowIfDisposed()
    {
        if (_disposed)
            throw new ObjectDisposedException("VitPredictor");
    }
}
