using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>
/// The one environment of ONNX Runtime in a process: without usage reports, and with log lines that go to a logger or nowhere, never
/// to the console. Thread-safe.
/// </summary>
/// <remarks>An application that created it before keeps its own settings.</remarks>
internal static partial class OnnxRuntimeEnvironment
{
    // Native code calls it as long as the process lives.
    private static readonly DOrtLoggingFunction s_log = Log;
    private static readonly Lazy<bool> s_isOurs = new(Create);
    private static volatile ILogger s_logger = NullLogger.Instance;

    /// <summary>Creates it unless there is one. An absent native library is reported by the session that needs it.</summary>
    public static void EnsureCreated() => _ = s_isOurs.Value;

    /// <summary>Has the log lines of the native library go to a logger, in place of an earlier one; null changes nothing.</summary>
    public static void LogTo(ILoggerFactory? factory)
    {
        if (factory is not null)
            s_logger = factory.CreateLogger("VitMlNet.OnnxRuntime");
    }

    private static bool Create()
    {
        if (OrtEnv.IsCreated)
            return false;
        try
        {
            var options = new EnvironmentCreationOptions
            {
                logId = "VitMlNet",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
                loggingFunction = s_log,
            };
            OrtEnv environment = OrtEnv.CreateInstanceWithOptions(ref options);

            // On Windows the reports are events of the system, which this call ends.
            if (!OnnxRuntimeTelemetry.IsAllowed && OperatingSystem.IsWindows())
                environment.DisableTelemetryEvents();
            return true;
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            return false;
        }
    }

    private static void Log(IntPtr param, OrtLoggingLevel severity, string category, string logId, string codeLocation, string message)
    {
        try
        {
            LogLine(s_logger, Level(severity), category, message, codeLocation);
        }
        catch (Exception)
        {
            // No exception can pass through the native code that calls this.
        }
    }

    private static LogLevel Level(OrtLoggingLevel severity) => severity switch
    {
        OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE => LogLevel.Debug,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO => LogLevel.Information,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING => LogLevel.Warning,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    [LoggerMessage(EventId = 100, Message = "{Category}: {Text} ({Place})")]
    private static partial void LogLine(ILogger logger, LogLevel level, string category, string text, string place);
}
