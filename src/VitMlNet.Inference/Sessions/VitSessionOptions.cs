namespace VitMlNet;

/// <summary>How the model is run. Transformers with the same model file and equal options share one session of ONNX Runtime.</summary>
public sealed record VitSessionOptions
{
    private readonly int? _threadCount;
    private readonly int _deviceId;

    /// <summary>What runs the model; the processor by default.</summary>
    public VitExecutionProvider ExecutionProvider { get; init; } = VitExecutionProvider.Cpu;

    /// <summary>Which device runs it, where there are several; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int DeviceId
    {
        get => _deviceId;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(DeviceId));
            _deviceId = value;
        }
    }

    /// <summary>Whether to run on the processor where the execution provider is absent, instead of throwing; off by default.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>The threads of one call of the model, or <see langword="null"/> (the default) for one for each core.</summary>
    /// <remarks>
    /// Where there are more cores, a data view scores several batches at the same time: with 1, a batch on each core. That scores a
    /// folder faster (R50+L/32 on two cores: fp32 by 8 %, int8 by 13 %), and a single photograph slower. Each
    /// batch takes memory of its own while it runs (R50+L/32: about 20 MB for each photograph in it). The default is for prediction
    /// engines, and for the least memory.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? ThreadCount
    {
        get => _threadCount;
        init
        {
            if (value is { } count)
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(ThreadCount));
            _threadCount = value;
        }
    }

    /// <summary>How many calls of the model a data view makes at the same time.</summary>
    internal int ConcurrentRuns => ExecutionProvider == VitExecutionProvider.Cpu && ThreadCount is { } threads
        ? Math.Max(1, Environment.ProcessorCount / threads)
        : 1;
}
