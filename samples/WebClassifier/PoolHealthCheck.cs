using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebClassifier;

/// <summary>Ready: the model is loaded, and the program is not about to end.</summary>
public sealed class PoolHealthCheck(ClassifierPool pool, IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("The program is about to end.")
            : HealthCheckResult.Healthy($"{pool.FreeCount} of {pool.EngineCount} engines are free."));
}
