using Microsoft.Extensions.Logging;

namespace VitMlNet;

/// <summary>How photographs are read and a model is run.</summary>
public class VitPredictorOptions
{
    private int? _batchSize;
    private VitImageOptions _images = new();
    private VitSessionOptions _session = new();

    /// <summary>How photographs become the model's pixels, or <see langword="null"/> (the default) for what the model file states.</summary>
    public VitPreprocessing? Preprocessing { get; set; }

    /// <summary>The limits of image files, and the background of transparent ones.</summary>
    public VitImageOptions Images
    {
        get => _images;
        set => _images = value ?? throw new ArgumentNullException(nameof(Images));
    }

    /// <summary>How ONNX Runtime runs the model: the threads, and the execution provider.</summary>
    public VitSessionOptions Session
    {
        get => _session;
        set => _session = value ?? throw new ArgumentNullException(nameof(Session));
    }

    /// <summary>
    /// The largest number of photographs in one run of the model; by default 8, and 4 where a batch runs on each core (see
    /// <see cref="VitSessionOptions.ThreadCount"/>). While batches are scored, the next one is read.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchSize
    {
        get => _batchSize ?? 8;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            _batchSize = value;
        }
    }

    /// <summary>
    /// Whether photographs that several threads score at the same time may share a run of the model, or <see langword="null"/> (the
    /// default) to do so where it is faster and no answer depends on the others: on the processor, with fp32 weights.
    /// </summary>
    /// <remarks>
    /// A call never waits for another one: those that arrive while the model is running form the next batch, of at most
    /// <see cref="BatchSize"/>. Scores may differ in the last digits of rounding from those of the same photograph alone.
    /// </remarks>
    public bool? CombineConcurrentCalls { get; set; }

    /// <summary>
    /// Whether predictions contain attention maps; off by default. The model needs the output <c>attention</c>: convert the checkpoint
    /// with <c>--attention</c>.
    /// </summary>
    public bool IncludeAttention { get; set; }

    /// <summary>
    /// Where features are kept, so that no photograph is scored twice; <see langword="null"/> (the default) for nowhere. It must stay
    /// open as long as the predictor is in use, and concerns features only, not classifications.
    /// </summary>
    public VitFeatureCache? Cache { get; set; }

    /// <summary>What the predictor writes its log with, or <see langword="null"/> (the default) for no log.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The batch size, where it was set.</summary>
    internal int? ChosenBatchSize => _batchSize;

    /// <summary>The size of a batch among several that run at the same time, or not.</summary>
    internal int GetBatchSize(bool isOneOfSeveral) => _batchSize ?? (isOneOfSeveral ? 4 : 8);

    /// <summary>A copy that no later change of this object affects.</summary>
    internal VitPredictorOptions Clone()
    {
        var copy = (VitPredictorOptions)MemberwiseClone();
        copy._images = _images.Clone();
        copy._session = _session.Clone();
        return copy;
    }
}
