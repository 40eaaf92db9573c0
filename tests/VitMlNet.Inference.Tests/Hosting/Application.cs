using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace VitMlNet.Inference.Tests;

/// <summary>A container with logging, a clock that stands still, and what a test registers.</summary>
internal sealed class Application : IDisposable
{
    public Application(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Time);
        register(services);
        Services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ServiceProvider Services { get; }

    public FakeTimeProvider Time { get; } = new();

    public MemoryLog Log { get; } = new();

    public VitPredictor Predictor => Services.GetRequiredService<VitPredictor>();

    public async Task<HealthReportEntry> CheckAsync(string name = "vitmlnet")
    {
        HealthReport report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries[name];
    }

    public void Dispose() => Services.Dispose();

    /// <summary>A log that a test reads.</summary>
    internal sealed class MemoryLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == "VitMlNet.VitPredictor" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception?.Message}"));

        public void Dispose()
        {
        }
    }
}
