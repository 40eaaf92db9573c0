using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VitMlNet;

/// <summary>Reports whether a predictor predicts, which it has tried. Frequent probes get the result of the last try. Thread-safe.</summary>
internal sealed class PredictorHealthCheck(PredictorService service) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan s_intervalWithoutOptions = new VitPredictorServiceOptions().HealthCheckInterval;

    private readonly SemaphoreSlim _gate = new(1);
    private Check? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is null || IsOutdated(_last))
                _last = await Task.Run(() => Try(cancellationToken), cancellationToken).ConfigureAwait(false);
            return _last.Error is { } error
                ? new HealthCheckResult(context.Registration.FailureStatus, error.Message, error)
                : HealthCheckResult.Healthy(_last.Model!.ToString());
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool IsOutdated(Check last) =>
        service.Time.GetElapsedTime(last.Made) >= last.Interval || (last.Error is null && !ReferenceEquals(service.Predictor.Model, last.Model));

    private Check Try(CancellationToken cancellationToken)
    {
        TimeSpan interval = s_intervalWithoutOptions;
        try
        {
            interval = service.Options.HealthCheckInterval;
            VitPredictor predictor = service.Predictor;
            VitModel model = predictor.Model;
            predictor.Verify(cancellationToken);
            return new Check(service.Time.GetTimestamp(), interval, model, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the application cannot predict, and that is what a health check is to say.
            return new Check(service.Time.GetTimestamp(), interval, null, e);
        }
    }

    /// <summary>What a try showed, and when.</summary>
    private sealed record Check(long Made, TimeSpan Interval, VitModel? Model, Exception? Error);
}
