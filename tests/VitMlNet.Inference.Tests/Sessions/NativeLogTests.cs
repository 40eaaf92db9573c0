using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace VitMlNet.Inference.Tests;

/// <summary>Lines of ONNX Runtime's log go to the application's logger; without one they go nowhere, see the TelemetryTests of VitMlNet.Tests.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NativeLogTests
{
    [TestMethod]
    public void Native_lines_go_to_the_logger()
    {
        using var scene = new Scene(1);
        string path = new TinyModel { Change = FailingRun.Cause }.Write(scene.Folder.File("failing.onnx"));
        var log = new NativeLog();
        using var predictor = new VitPredictor(VitModel.Open(path), new VitPredictorOptions { LoggerFactory = log });
        Assert.ThrowsExactly<VitModelException>(() => predictor.Classify(scene.Paths[0]));
        (LogLevel level, string text) = log.Lines.First(line => line.Text.Contains(FailingRun.Operator, StringComparison.Ordinal));
        Assert.AreEqual(LogLevel.Error, level);
        Assert.DoesNotContain('\u001B', text, "colours of a terminal");
    }

    private sealed class NativeLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName == "VitMlNet.OnnxRuntime" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
