using Microsoft.Extensions.Logging;

namespace VitMlNet;

/// <summary>Looks at a model file at intervals, and gives a predictor the new one when it has been replaced.</summary>
internal sealed partial class ModelReloader : IDisposable
{
    private readonly VitPredictor _predictor;
    private readonly VitModelOptions? _options;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    /// <summary>The model that was last loaded from the file.</summary>
    private VitModel _model;

    /// <summary>The version of the file when it was last looked at; one that was loaded or refused is not tried again.</summary>
    private string _seen;
    private bool _isTried = true;

    public ModelReloader(VitPredictor predictor, VitModel model, VitModelOptions? options, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_predictor, _model, _options, _logger, _seen) = (predictor, model, options, logger, model.Version);
        _timer = time.CreateTimer(static reloader => ((ModelReloader)reloader!).Look(), this, interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // Loading may take longer than the interval.
        if (!_gate.TryEnter())
            return;
        try
        {
            string version = _model.CurrentVersion;
            if (version != _seen)
            {
                // It may still be being written: it is loaded when it is the same the next time.
                (_seen, _isTried) = (version, false);
            }
            else if (!_isTried)
            {
                _isTried = true;
                Reload();
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Reload()
    {
        try
        {
            VitModel model = VitModel.Open(_model.Path, _options);
            _predictor.ReplaceModel(model);
            (_model, _seen) = (model, model.Version);
            LogReplaced(_logger, model.ToString());
        }
        catch (ObjectDisposedException)
        {
            // The application is shutting down.
        }
        catch (Exception e)
        {
            // A timer has nobody to throw to, and predictions go on.
            LogRefused(_logger, _model.Path, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replaced the model: {Model}")]
    private static partial void LogReplaced(ILogger logger, string model);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The file {Model} was replaced, and the new one cannot be used; the model in use stays. "
            + "Write a working model under another name and move it to this one.")]
    private static partial void LogRefused(ILogger logger, string model, Exception exception);
}
