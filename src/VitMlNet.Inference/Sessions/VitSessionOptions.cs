namespace VitMlNet;

/// <summary>
/// How ONNX Runtime runs a model. Predictors and transformers with the same model and equal options share one session, and so one copy of
/// the weights.
/// </summary>
public sealed class VitSessionOptions
{
    private int? _threadCount;
    private int _deviceId;

    /// <summary>What runs the model; the processor by default.</summary>
    public VitExecutionProvider ExecutionProvider { get; set; } = VitExecutionProvider.Cpu;

    /// <summary>Which device runs it, where there are several; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int DeviceId
    {
        get => _deviceId;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(DeviceId));
            _deviceId = value;
        }
    }

    /// <summary>Whether to run on the processor where the execution provider is absent, instead of throwing; off by default.</summary>
    public bool FallbackToCpu { get; set; }

    /// <summary>The threads of one run of the model, or <see langword="null"/> (the default) for what is fastest on the processor.</summary>
    /// <remarks>
    /// By default a single photograph has all cores, and many photographs are scored in batches of one thread each, one on each core at
    /// the same time. The two sessions share large weights; on Windows, and where large weights are inside the model file, one session
    /// with a thread for each core does both. With a number, one session does both, and where it leaves cores free, several runs are
    /// made at the same time. Each run takes memory of its own (R50+L/32: about 20 MB for each photograph in it).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? ThreadCount
    {
        get => _threadCount;
        set
        {
            if (value is { } count)
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(ThreadCount));
            _threadCount = value;
        }
    }

    /// <summary>
    /// Where copies of models are that open fast, or <see langword="null"/> (the default) for nowhere. A model without a usable copy there
    /// is opened as always; <see cref="VitPreparedModels.Add"/> makes one.
    /// </summary>
    public VitPreparedModels? PreparedModels { get; set; }

    /// <summary>How many runs of the model are made at the same time.</summary>
    internal int ConcurrentRuns => ExecutionProvider == VitExecutionProvider.Cpu && ThreadCount is { } threads
        ? Math.Max(1, Environment.ProcessorCount / threads)
        : 1;

    internal VitSessionOptions Clone() => (VitSessionOptions)MemberwiseClone();
}
