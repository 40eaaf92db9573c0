namespace VitMlNet;

/// <summary>How an application's container opens a model, predicts with it, and checks it.</summary>
public sealed class VitPredictorServiceOptions : VitPredictorOptions
{
    private TimeSpan _reloadInterval = TimeSpan.FromSeconds(5);
    private TimeSpan _healthCheckInterval = TimeSpan.FromMinutes(1);

    /// <summary>The path of the model's <c>.onnx</c> file, or of the folder that it is in.</summary>
    public string? ModelPath { get; set; }

    /// <summary>
    /// What to take instead of what the model file says, and what a file of another tool does not say; <see langword="null"/> (the default)
    /// for nothing.
    /// </summary>
    public VitModelOptions? ModelOptions { get; set; }

    /// <summary>
    /// Whether a model file that is replaced takes the place of the one in use, without a failed prediction; off by default.
    /// </summary>
    /// <remarks>
    /// Write the new file under another name and move it over the old one. The file is looked at every <see cref="ReloadInterval"/> and
    /// loaded when it has been the same twice. A new file that cannot be loaded, or whose results are not finite numbers, is logged as an
    /// error, and the model in use stays. Both models are in memory until the last prediction with the old one has ended.
    /// </remarks>
    public bool ReloadOnChange { get; set; }

    /// <summary>How often the model file is looked at for <see cref="ReloadOnChange"/>; 5 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan ReloadInterval
    {
        get => _reloadInterval;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(ReloadInterval));
            _reloadInterval = value;
        }
    }

    /// <summary>
    /// How long the health check returns a result before it runs the model again; 1 minute by default, 0 to run it every time. A model
    /// that was replaced is checked at once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan HealthCheckInterval
    {
        get => _healthCheckInterval;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(HealthCheckInterval));
            _healthCheckInterval = value;
        }
    }
}
