using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace VitMlNet;

/// <summary>Classifies photographs and computes their features with one model: opened once, used by any number of threads, disposed at the end.</summary>
/// <remarks>
/// <para>
/// Thread-safe. Photographs that several threads score at the same time share runs of the model where that is faster. Memory is bounded:
/// a call waits where too many photographs are in work.
/// </para>
/// <para>
/// The weights are in memory once for each model, precision and equal <see cref="VitSessionOptions"/>, whatever number of predictors and
/// transformers use them. Metrics and traces have the name <c>VitMlNet</c> (<c>AddMeter</c>, <c>AddSource</c>).
/// </para>
/// </remarks>
public sealed partial class VitPredictor : IDisposable
{
    private readonly Lock _replacing = new();
    private readonly VitPredictorOptions _options;
    private readonly ILogger _logger;
    private readonly bool _hasHead;
    private ActiveModel? _active;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The model, with or without a classification head.</param>
    /// <param name="options">How photographs are read and the model is run, or <see langword="null"/> for the defaults; they are copied.</param>
    /// <exception cref="ArgumentException">The options contradict each other or the model.</exception>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    /// <exception cref="VitImageLibraryException">The application has a version of SkiaSharp that does not work.</exception>
    public VitPredictor(VitModel model, VitPredictorOptions? options = null)
        : this(model, options, head: null)
    {
    }

    /// <param name="model">The model.</param>
    /// <param name="options">The options, or null.</param>
    /// <param name="head">A classifier over the model's features, in place of the model's own; null for that.</param>
    internal VitPredictor(VitModel model, VitPredictorOptions? options, ClassifierHead? head)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = (options ?? new VitPredictorOptions()).Clone();
        OnnxRuntimeEnvironment.LogTo(_options.LoggerFactory);
        _logger = (ILogger?)_options.LoggerFactory?.CreateLogger<VitPredictor>() ?? NullLogger.Instance;
        _hasHead = head is not null;
        _active = Load(model, head);
        LogGuesses(model);
    }

    /// <summary>The model in use.</summary>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public VitModel Model => Current.Loaded.Model;

    /// <summary>The names of the classes, in the order of the scores; empty for a model without a classification head.</summary>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public IReadOnlyList<string> Labels => Current.Loaded.Labels;

    /// <summary>The options; not to be changed.</summary>
    internal VitPredictorOptions Options => _options;

    private ActiveModel Current => _active ?? throw new ObjectDisposedException(nameof(VitPredictor));

    /// <summary>Replaces the model while predictions go on: those under way end with the old one, later ones use the new one.</summary>
    /// <remarks>
    /// To replace the model's file, write the new one under another name and move it over the old one; then open it and call this. Both
    /// models are in memory until the last prediction with the old one has ended.
    /// </remarks>
    /// <param name="model">The new model; it may have other classes and another size. It is checked as <see cref="Verify"/> does.</param>
    /// <exception cref="VitModelException">The model cannot be loaded or does not work; the old one stays in use.</exception>
    /// <exception cref="InvalidOperationException">The predictor is that of a trained pipeline, whose classifier was learned from the features of its own model.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public void ReplaceModel(VitModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (_hasHead)
        {
            throw new InvalidOperationException(
                "A predictor of a model is expected, and this one is that of a trained pipeline, whose classifier was learned from the features of its own model. "
                + "Create another predictor of the new pipeline, use it for new predictions, and dispose this one.");
        }

        lock (_replacing)
        {
            ObjectDisposedException.ThrowIf(_active is null, this);
            ActiveModel loaded = Load(model, head: null);
            LogGuesses(model);
            try
            {
                VerifyModel(loaded, CancellationToken.None);
            }
            catch
            {
                loaded.Release();
                throw;
            }

            ActiveModel old = _active;
            _active = loaded;
            old.Release();
        }
    }

    /// <summary>Checks that the model works, by scoring a grey picture.</summary>
    /// <param name="cancellationToken">Ends the check early.</param>
    /// <exception cref="VitModelException">The model's results are not finite numbers, or it cannot run.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public void Verify(CancellationToken cancellationToken = default)
    {
        ActiveModel model = Acquire();
        try
        {
            VerifyModel(model, cancellationToken);
        }
        finally
        {
            model.Release();
        }
    }

    /// <summary>Releases the model; its weights leave memory when nothing else uses them. Predictions under way are completed.</summary>
    public void Dispose()
    {
        lock (_replacing)
        {
            ActiveModel? active = _active;
            _active = null;
            active?.Release();
        }
    }

    /// <summary>The model in use, with one reference more; the caller releases it.</summary>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    internal ActiveModel Acquire()
    {
        while (true)
        {
            ActiveModel current = Current;
            if (current.TryAcquire())
                return current;
        }
    }

    /// <summary>Scores one photograph on the calling thread.</summary>
    internal ScoreBuffers Score(VitImageSource source, ScoreOutputs outputs, CancellationToken cancellationToken = default)
    {
        ActiveModel model = Acquire();
        try
        {
            return model.Score(source, outputs, cancellationToken);
        }
        finally
        {
            model.Release();
        }
    }

    private static void VerifyModel(ActiveModel model, CancellationToken cancellationToken)
    {
        LoadedModel loaded = model.Loaded;
        byte[] grey = new byte[4 * loaded.Model.Width * loaded.Model.Height];
        grey.AsSpan().Fill(128);
        ScoreOutputs outputs = loaded.ClassCount > 0 ? ScoreOutputs.Scores : ScoreOutputs.Features;
        var picture = VitImageSource.FromImage(VitImage.FromPixels(loaded.Model.Width, loaded.Model.Height, grey));
        ScoreBuffers results = model.Score(picture, outputs, cancellationToken);
        if (!BatchLookup.IsFinite(results.Scores) || !BatchLookup.IsFinite(results.Features))
            throw new VitModelException("finite numbers are expected for a grey picture, and the model returned NaN or infinity: its weights are damaged. "
                + "Convert or download the model again.", loaded.Model.Path);
    }

    private ActiveModel Load(VitModel model, ClassifierHead? head)
    {
        if (_options.IncludeAttention && model.AttentionShape.Length != 2)
        {
            throw new ArgumentException(
                $"A model with the output 'attention' is expected, since {nameof(VitPredictorOptions.IncludeAttention)} is set, and the outputs of "
                    + $"{model.Path} are {string.Join(", ", model.Outputs)}. Convert the checkpoint with `vitmlnet convert --attention`.",
                nameof(model));
        }

        long started = Stopwatch.GetTimestamp();
        var active = new ActiveModel(model, _options, head);
        LogLoaded(_logger, model.Path, model.Precision, Stopwatch.GetElapsedTime(started).TotalSeconds);
        if (model.KernelOperators.Count > 0 && _options.Session.ExecutionProvider == VitExecutionProvider.Cpu && VitKernels.WhyUnused is { } reason)
            LogWithoutKernels(_logger, model.Path, reason);
        return active;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} ({Precision}) in {Seconds:0.00} s")]
    private static partial void LogLoaded(ILogger logger, string model, VitPrecision? precision, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} runs without VitMlNet's kernels, and so slower: {Reason}")]
    private static partial void LogWithoutKernels(ILogger logger, string model, string reason);

    // A guess that nobody hears of costs accuracy for as long as the model is in use.
    private void LogGuesses(VitModel model)
    {
        foreach (VitModelFact fact in model.Facts.Where(fact => fact.Origin == VitFactOrigin.Guess && !(fact.Name == VitModelFact.Pixels && _options.Preprocessing is not null)))
            LogGuess(_logger, model.Path, fact.Name, fact.Value, fact.Source);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model}: the {Fact} is a guess ({Value}): {Reason}")]
    private static partial void LogGuess(ILogger logger, string model, string fact, string value, string reason);
}
