using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace VitMlNet;

/// <summary>One registration of a container: its options, its predictor, and what watches the model file. Thread-safe.</summary>
/// <param name="services">The container.</param>
/// <param name="createOptions">Creates the options.</param>
/// <param name="createPredictor">Creates the predictor, or null to open the model that the options name.</param>
internal sealed class PredictorService(
    IServiceProvider services,
    Func<IServiceProvider, VitPredictorServiceOptions> createOptions,
    Func<IServiceProvider, VitPredictor>? createPredictor) : IDisposable
{
    private readonly Lock _gate = new();
    private VitPredictorServiceOptions? _options;
    private VitPredictor? _predictor;
    private ModelReloader? _reloader;
    private bool _disposed;

    public TimeProvider Time { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <exception cref="VitConfigurationException">The configuration is wrong.</exception>
    public VitPredictorServiceOptions Options
    {
        get
        {
            lock (_gate)
                return _options ??= CreateOptions();
        }
    }

    /// <summary>The predictor; the model is loaded when it is first needed, and again after a failure.</summary>
    /// <exception cref="VitException">The configuration is wrong, or the model cannot be loaded.</exception>
    public VitPredictor Predictor
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, typeof(VitPredictor));
                return _predictor ??= createPredictor is null ? Load(Options) : createPredictor(services);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _reloader?.Dispose();
            _predictor?.Dispose();
        }
    }

    private VitPredictorServiceOptions CreateOptions()
    {
        VitPredictorServiceOptions options = createOptions(services);
        options.LoggerFactory ??= services.GetService<ILoggerFactory>();
        return options;
    }

    private VitPredictor Load(VitPredictorServiceOptions options)
    {
        VitModel model = VitModel.Open(options.ModelPath!, options.ModelOptions);
        var predictor = new VitPredictor(model, options);
        if (options.ReloadOnChange)
        {
            ILogger logger = (ILogger?)options.LoggerFactory?.CreateLogger<VitPredictor>() ?? NullLogger.Instance;
            _reloader = new ModelReloader(predictor, model, options.ModelOptions, options.ReloadInterval, Time, logger);
        }

        return predictor;
    }
}
